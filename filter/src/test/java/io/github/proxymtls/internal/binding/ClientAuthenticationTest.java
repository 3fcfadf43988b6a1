package io.github.proxymtls.internal.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.registry.RegisteredCertificates;
import io.github.proxymtls.internal.binding.registry.Registration;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.x509.NameRule;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8705 section 2, through {@link ClientBinding#decide}. */
class ClientAuthenticationTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Authority OTHER_ROOT = PKI.root("Other Root");
  private static final Pki.Authority ISSUING =
      ROOT.intermediateBuilder("Issuing CA").dns("by-dn.example").issueAuthority();
  private static final Pki.Held CLIENT =
      ISSUING
          .client("svc")
          .dns("other.example")
          .dns("svc.example")
          .uri("spiffe://example/svc")
          .email("svc@example.org")
          .ip("10.0.0.1")
          .issue();
  private static final Pki.Held SELF_SIGNED = PKI.selfSigned("pinned").issue();
  private static final Pki.Held OTHER_SELF_SIGNED = PKI.selfSigned("pinned").issue();

  private static final String CLIENTS =
      """
      [
      {"client_id": "by-dn", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc"},
      {"client_id": "by-dns", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "SVC.example"},
      {"client_id": "by-uri", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_uri": "spiffe://example/svc"},
      {"client_id": "by-email", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_email": "svc@example.org"},
      {"client_id": "by-ip", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_ip": "10.0.0.1"},
      {"client_id": "other-dn", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc,O=Acme"},
      {"client_id": "issuer-dn", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=Issuing CA"},
      {"client_id": "issuer-dns", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "by-dn.example"},
      {"client_id": "root-dn", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=Example Root"},
      {"client_id": "uri-as-dns", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_uri": "urn:svc.example"},
      {"client_id": "other-ip", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_ip": "10.0.0.2"},
      {"client_id": "direct", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc", "proxymtls_source": "direct"},
      {"client_id": "proxy", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc", "proxymtls_source": "proxy"},
      {"client_id": "only", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc", "proxymtls_certificate_sha256": "%CLIENT"},
      {"client_id": "only-other", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc", "proxymtls_certificate_sha256": "%PINNED"},
      {"client_id": "anchored", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc", "proxymtls_anchors_sha256": ["%OTHERROOT", "%ROOT"]},
      {"client_id": "anchored-elsewhere", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc", "proxymtls_anchors_sha256": ["%OTHERROOT", "%ISSUING"]},
      {"client_id": "pinned", "token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": {"keys": [{"x5t#S256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, {"x5c": ["%X5C"]}]}},
      {"client_id": "pinned-issued", "token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": {"keys": [{"x5t#S256": "%CLIENT"}]}},
      {"client_id": "pinned-anchored", "token_endpoint_auth_method": "self_signed_tls_client_auth", "proxymtls_anchors_sha256": ["%ROOT"], "jwks": {"keys": [{"x5c": ["%X5C"]}]}},
      {"client_id": "pinned-issuer", "token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": {"keys": [{"x5t#S256": "%ISSUING"}, {"x5t#S256": "%ROOT"}]}},
      {"client_id": "pinned-name", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=pinned"},
      {"client_id": "a+b", "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=svc"},
      {"client_id": "secret", "token_endpoint_auth_method": "client_secret_basic"},
      {"client_id": "default"},
      {"client_id": "bound", "token_endpoint_auth_method": "private_key_jwt", "tls_client_certificate_bound_access_tokens": true},
      {"client_id": "public", "token_endpoint_auth_method": "none", "tls_client_certificate_bound_access_tokens": true}
      ]
      """
          .replace("%CLIENT", CLIENT.thumbprint())
          .replace("%PINNED", SELF_SIGNED.thumbprint())
          .replace("%OTHERROOT", OTHER_ROOT.held().thumbprint())
          .replace("%ROOT", ROOT.held().thumbprint())
          .replace("%ISSUING", ISSUING.held().thumbprint())
          .replace("%X5C", Base64.getEncoder().encodeToString(SELF_SIGNED.der()));

  @TempDir Path folder;
  private Presenter presenter;
  private ClientBinding binding;
  private ClientBinding passing;

  @BeforeEach
  void load() {
    presenter = new Presenter(folder, ROOT);
    binding = Rules.strict().clients(folder, CLIENTS).load();
    passing = Rules.strict().clients(folder, CLIENTS).passOtherMethods().load();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "by-dn",
        "by-dns",
        "by-uri",
        "by-email",
        "by-ip",
        "proxy",
        "only",
        "anchored",
        "pinned-issued"
      })
  void acceptsTheRegisteredCertificate(String id) {
    ClientIdentity client = accepted(decide(id, presenter.byHeader(CLIENT)));

    assertThat(client.clientId()).isEqualTo(id);
    assertThat(client.certificate()).isEqualTo(CLIENT.certificate());
    assertThat(client.chain())
        .containsExactly(CLIENT.certificate(), ISSUING.certificate(), ROOT.certificate());
    assertThat(client.acceptance()).isEqualTo(ClientIdentity.Acceptance.PKIX);
    assertThat(client.thumbprint()).isEqualTo(CLIENT.thumbprint());
    assertThat(client.source()).isEqualTo(ClientIdentity.Source.HEADER);
    assertThat(client.principal()).isEqualTo("CN=svc");
    assertThat(client).asString().doesNotContain("CN=", "svc");
  }

  @ParameterizedTest
  @CsvSource({
    "other-dn, CLIENT_MISMATCH",
    "uri-as-dns, CLIENT_MISMATCH",
    "other-ip, CLIENT_MISMATCH",
    "only-other, CLIENT_MISMATCH",
    "anchored-elsewhere, CLIENT_MISMATCH",
    "pinned, CLIENT_MISMATCH",
    "direct, CLIENT_SOURCE",
    "secret, CLIENT_METHOD",
    "default, CLIENT_METHOD",
    "bound, CLIENT_METHOD",
    "nobody, CLIENT_UNKNOWN",
    "BY-DN, CLIENT_UNKNOWN"
  })
  void rejectsEveryOtherClient(String id, Reason reason) {
    assertThat(reason(decide(id, presenter.byHeader(CLIENT)))).isEqualTo(reason);
  }

  @Test
  void acceptedCertificateIsAcceptedForNoOtherClient() {
    ReceivedCertificate known = presenter.byHeader(CLIENT);

    for (int i = 0; i < 2; i++) {
      assertThat(accepted(decide("by-dn", known)).clientId()).isEqualTo("by-dn");
      assertThat(accepted(decide("by-dns", known)).clientId()).isEqualTo("by-dns");
      assertThat(reason(decide("other-dn", known))).isEqualTo(Reason.CLIENT_MISMATCH);
      assertThat(reason(decide("direct", known))).isEqualTo(Reason.CLIENT_SOURCE);
      assertThat(reason(decide("nobody", known))).isEqualTo(Reason.CLIENT_UNKNOWN);
    }
  }

  @Test
  void acceptedCertificateIsDecidedAnewAfterItsRegistrationChanged() {
    ReceivedCertificate known = presenter.byHeader(CLIENT);
    accepted(decide("by-uri", known));

    ClientBinding changed =
        Rules.strict().clients(folder, CLIENTS.replace("spiffe://example/svc", "urn:other")).load();

    assertThat(reason(decide(changed, Facts.post("client_id=by-uri"), known, true)))
        .isEqualTo(Reason.CLIENT_MISMATCH);
    assertThat(accepted(decide("by-uri", known)).clientId()).isEqualTo("by-uri");
  }

  /** Keycloak CVE-2023-2422. */
  @ParameterizedTest
  @ValueSource(strings = {"issuer-dn", "issuer-dns", "root-dn", "pinned-issuer"})
  void onlyTheLeafCounts(String id) {
    assertThat(reason(decide(id, presenter.byHeader(CLIENT)))).isEqualTo(Reason.CLIENT_MISMATCH);
  }

  @Test
  void enforcesTheSourceOfTheCertificate() {
    assertThat(accepted(decide("direct", presenter.byTls(CLIENT))).source())
        .isEqualTo(ClientIdentity.Source.TLS);
    assertThat(reason(decide("proxy", presenter.byTls(CLIENT)))).isEqualTo(Reason.CLIENT_SOURCE);
  }

  @Test
  void pinAcceptsOnlyItsCertificate() {
    ClientIdentity client = accepted(decide("pinned", presenter.byHeader(SELF_SIGNED)));

    assertThat(client.clientId()).isEqualTo("pinned");
    assertThat(client.acceptance()).isEqualTo(ClientIdentity.Acceptance.PINNED);
    assertThat(client.principal()).as("a pin proves the key, not the name").isNull();
    assertThat(client.chain()).containsExactly(SELF_SIGNED.certificate());
    assertThat(reason(decide("pinned", presenter.byHeader(OTHER_SELF_SIGNED))))
        .isEqualTo(Reason.CLIENT_MISMATCH);
    assertThat(reason(decide("pinned-issued", presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.CLIENT_MISMATCH);
    assertThat(reason(decide("pinned-anchored", presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.CLIENT_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pinned-name", "by-dn", "anchored"})
  void pinnedCandidateNeverMatchesARegisteredName(String id) {
    assertThat(reason(decide(id, presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  @Test
  void anchorsCannotBeCheckedUnderTheProxysVerdict() {
    Presenter verdict = new Presenter(folder, ClientRules.Validation.PROXY, ROOT);

    assertThat(accepted(decide("by-dn", verdict.byHeader(CLIENT))).acceptance())
        .isEqualTo(ClientIdentity.Acceptance.PROXY);
    assertThat(reason(decide("anchored-elsewhere", verdict.byHeader(CLIENT))))
        .as("the last certificate forwarded is listed, but nobody validated a path to it")
        .isEqualTo(Reason.CLIENT_MISMATCH);
    assertThat(reason(decide("anchored", verdict.byHeader(CLIENT))))
        .isEqualTo(Reason.CLIENT_MISMATCH);
  }

  /**
   * The CA of one client issues a certificate with the name of another client; and two CAs have the
   * same name.
   */
  @Test
  void refusalSaysThatTheSubjectIsRegisteredInReverseOrder() {
    ClientBinding registered =
        Rules.strict()
            .clients(
                folder,
                """
                [{"client_id": "a", "token_endpoint_auth_method": "tls_client_auth",
                  "tls_client_auth_subject_dn": "C=DE, O=Acme, CN=svc"}]
                """)
            .load();
    Pki.Held client = ROOT.client("x").subject("CN=svc,O=Acme,C=DE").issue();
    Decision decision =
        decide(registered, Facts.post("client_id=a"), presenter.byHeader(client), true);

    assertThat(reason(decision)).isEqualTo(Reason.CLIENT_MISMATCH);
    assertThat(((Decision.Rejected) decision).detail()).contains("in reverse order");
  }

  @Test
  void registrationNarrowsTheAnchorsAndNeverAddsOne() {
    Pki.Authority namesake = PKI.root("Example Root");
    Presenter both = new Presenter(folder, ROOT, namesake);
    Pki.Held impostor = namesake.client("svc").issue();

    assertThat(accepted(decide("anchored", both.byHeader(CLIENT))).clientId())
        .isEqualTo("anchored");
    assertThat(accepted(decide("by-dn", both.byHeader(impostor))).clientId()).isEqualTo("by-dn");
    assertThat(reason(decide("anchored", both.byHeader(impostor))))
        .isEqualTo(Reason.CLIENT_MISMATCH);
    assertThat(
            reason(
                decide("anchored-elsewhere", presenter.byHeader(OTHER_ROOT.client("svc").issue()))))
        .as("its root is listed by the registration, but not configured")
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  /** Vault CVE-2025-6037. */
  @Test
  void pinnedCertificateIsNeverAnAnchorOfAnother() {
    Pki.Authority pinned = PKI.root("pinned root");
    ClientBinding registered =
        Rules.strict()
            .clients(
                folder,
                """
                [{"client_id": "a", "token_endpoint_auth_method": "self_signed_tls_client_auth",
                  "jwks": {"keys": [{"x5t#S256": "%s"}]}}]
                """
                    .formatted(pinned.held().thumbprint()))
            .load();
    Facts request = Facts.post("client_id=a");

    assertThat(decide(registered, request, presenter.byHeader(pinned.held()), true))
        .isInstanceOf(Decision.Accepted.class);
    assertThat(
            reason(
                decide(
                    registered, request, presenter.byHeader(pinned.client("svc").issue()), true)))
        .isEqualTo(Reason.CLIENT_MISMATCH);
  }

  @Test
  void oneChangedOctetOfTheBodyIsRejectedOrGivesTheSameClient() {
    byte[] body = "grant_type=x&client_id=by-dn&scope=a".getBytes(StandardCharsets.US_ASCII);
    ReceivedCertificate presented = presenter.byHeader(CLIENT);
    for (int at = 0; at < body.length; at++) {
      for (int octet = 0; octet < 256; octet++) {
        byte[] changed = body.clone();
        changed[at] = (byte) octet;
        Form form = FormParser.parse(changed);
        Facts request = Facts.post("").form(form);
        if (decide(request, presented) instanceof Decision.Accepted accepted) {
          assertThat(accepted.client().clientId()).isEqualTo("by-dn");
        }
      }
    }
  }

  @Test
  void doesNotReadTheBodyWithoutACertificate() {
    Facts request = Facts.post("client_id=by-dn").unreadBody();

    for (boolean required : new boolean[] {true, false}) {
      assertThat(reason(decide(binding, request, null, required)))
          .isEqualTo(Reason.CERTIFICATE_REQUIRED);
    }
    assertThat(reason(decide(passing, request, null, true))).isEqualTo(Reason.CERTIFICATE_REQUIRED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "grant_type=x | CLIENT_ID_INVALID",
        "client_id= | CLIENT_ID_INVALID",
        "client_id=by-dn&client_id=by-dn | CLIENT_ID_INVALID",
        "client_id=by-dn&client%5Fid=other-dn | CLIENT_ID_INVALID",
        "client_id=+by-dn | CLIENT_ID_INVALID",
        "client_id=by-dn%0A | CLIENT_ID_INVALID",
        "client_id=by-d%C3%B1 | CLIENT_ID_INVALID",
        "Client_id=by-dn | CLIENT_ID_INVALID",
        "client_id=by-dn&scope=a&scope=b | FORM_MALFORMED",
        "client_id=by-dn&own=a&own=b | FORM_MALFORMED",
        "client_id=by-dn&_charset_=UTF-16 | FORM_MALFORMED",
        "client_id=by-dn&x=%zz | FORM_MALFORMED",
        "client_id=by-dn&client_secret=s | CLIENT_SECOND_METHOD",
        "client_id=by-dn&client_secret= | CLIENT_SECOND_METHOD",
        "client_id=by-dn&client_assertion=x | CLIENT_SECOND_METHOD",
        "client_id=by-dn&client_assertion_type=x | CLIENT_SECOND_METHOD",
        "client_id=nobody&client_secret=s | CLIENT_SECOND_METHOD"
      })
  void answers400ToAnAmbiguousRequest(String body, Reason reason) {
    Decision.Rejected rejected = rejected(decide(Facts.post(body), presenter.byHeader(CLIENT)));

    assertThat(rejected.reason()).isEqualTo(reason);
    assertThat(rejected.reason().answer(rejected.endpoint()).status()).isEqualTo(400);
    assertThat(rejected.reason().answer(rejected.endpoint()).error()).isEqualTo("invalid_request");
  }

  /** RFC 8693 section 2.1 and RFC 8707 section 2. */
  @Test
  void resourceAndAudienceMayOccurMoreThanOnce() {
    Facts request = Facts.post("client_id=by-dn&resource=a&resource=b&audience=c&audience=d");

    assertThat(accepted(decide(request, presenter.byHeader(CLIENT))).clientId()).isEqualTo("by-dn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client_id=by-dn",
        "client%5fid=by-uri",
        "grant_type=x",
        "a=1&scope=x",
        "access_token=x",
        "prompt=none",
        "ticket=x",
        "own=1",
        "a=%zz",
        "_charset_=utf-16"
      })
  void rejectsParametersOfOAuthOrOfTheFormInTheQuery(String query) {
    Facts request = Facts.post("client_id=by-dn&own=1").query(query);

    assertThat(reason(decide(request, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.FORM_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tenant=1", "tenant=a&tenant=b", "flag"})
  void leavesAnotherQueryToTheApplication(String query) {
    Facts request = Facts.post("client_id=by-dn").query(query);

    assertThat(accepted(decide(request, presenter.byHeader(CLIENT))).clientId()).isEqualTo("by-dn");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Bearer x", "", "Negotiate", "DPoP x"})
  void authorizationLineIsASecondMethod(String line) {
    Facts request = Facts.post("client_id=by-dn").with("authorization", line);

    assertThat(reason(decide(request, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=x",
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded; charset=IBM037",
        "application/x-www-form-urlencoded; charset=UTF-16"
      })
  void rejectsABodyThatIsNotOneUtf8FormWithoutReadingIt(String contentType) {
    Facts request = Facts.post("client_id=by-dn").with("Content-Type", contentType).unreadBody();

    assertThat(reason(decide(request, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.FORM_MALFORMED);
  }

  @Test
  void rejectsTwoContentTypesAndACompressedBodyWithoutReadingThem() {
    String form = "application/x-www-form-urlencoded";
    Facts request = Facts.post("client_id=by-dn").unreadBody();

    assertThat(reason(decide(request.with("Content-Type", form, form), presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.FORM_MALFORMED);
    assertThat(reason(decide(request.with("Content-Encoding", "gzip"), presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.FORM_MALFORMED);
    assertThat(reason(decide(request.with("Content-Type"), presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.FORM_MALFORMED);
  }

  @Test
  void answers413ToAFormOverTheLimit() {
    Facts request = Facts.post("client_id=by-dn&" + "a=1&".repeat(1000));

    assertThat(reason(decide(request, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.FORM_TOO_LARGE);
  }

  @Test
  void detailHoldsNoValueOfTheRequestButTheClientId() {
    Facts request = Facts.post("client_id=by-dn&client_secret=s3cret&s3cret=1&s3cret=2");

    assertThat(rejected(decide(request, presenter.byHeader(CLIENT))).detail())
        .doesNotContain("s3cret");
  }

  // proxymtls_secondary

  private static String movingToOtherRoot(Instant expiry) {
    return moving(
        "\"token_endpoint_auth_method\": \"tls_client_auth\", \"tls_client_auth_san_dns\":"
            + " \"next.example\", \"proxymtls_anchors_sha256\": [\"%s\"]"
                .formatted(OTHER_ROOT.held().thumbprint()),
        expiry);
  }

  /** A client moves from one CA, name and certificate to the next without an outage. */
  @Test
  void secondMethodIsValidUntilItExpires() {
    Presenter both = new Presenter(folder, ROOT, OTHER_ROOT);
    Pki.Held next = OTHER_ROOT.client("svc").dns("next.example").issue();
    Instant expiry = Instant.parse("2030-01-31T00:00:00Z");
    String moving = movingToOtherRoot(expiry);

    ClientBinding before = at(expiry.minusMillis(1), moving);
    assertThat(accepted(decide(before, MOVING, both.byHeader(next), true)).clientId())
        .isEqualTo("moving");
    assertThat(accepted(decide(before, MOVING, both.byHeader(CLIENT), true)).clientId())
        .isEqualTo("moving");
    Pki.Held neither = OTHER_ROOT.client("svc").dns("svc.example").issue();
    assertThat(rejected(decide(before, MOVING, both.byHeader(neither), true)))
        .satisfies(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(Reason.CLIENT_MISMATCH);
              assertThat(rejection.detail()).contains("; its second method: ");
            });

    ClientBinding after = at(expiry, moving);
    assertThat(accepted(decide(after, MOVING, both.byHeader(CLIENT), true)).clientId())
        .isEqualTo("moving");
    assertThat(rejected(decide(after, MOVING, both.byHeader(next), true)))
        .satisfies(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(Reason.CLIENT_MISMATCH);
              assertThat(rejection.detail())
                  .contains("its second method expired at 2030-01-31T00:00:00Z");
            });
  }

  @Test
  void knownCertificateOfTheSecondMethodIsRejectedWhenTheMethodExpires() {
    Presenter both = new Presenter(folder, ROOT, OTHER_ROOT);
    Instant expiry = Instant.parse("2030-01-31T00:00:00Z");
    MovingClock clock = new MovingClock();
    clock.set(expiry.minusMillis(1));
    String moving = movingToOtherRoot(expiry);
    ClientBinding binding = Rules.strict().clients(folder, moving).load(clock);
    ReceivedCertificate known = both.byHeader(OTHER_ROOT.client("svc").dns("next.example").issue());
    accepted(decide(binding, MOVING, known, true));
    clock.set(expiry);
    assertThat(reason(decide(binding, MOVING, known, true))).isEqualTo(Reason.CLIENT_MISMATCH);
  }

  @Test
  void knownCertificateIsRejectedOnceTheClientHasWithdrawnIt() {
    AtomicReference<RegisteredCertificates.Presence> presence =
        new AtomicReference<>(RegisteredCertificates.Presence.PRESENT);
    Registration client =
        new Registration(
            "a",
            new Registration.MutualTls(
                new Registration.Certificates(thumbprint -> presence.get()), null, null),
            null,
            null,
            null,
            false);
    ClientAuthentication authentication =
        new ClientAuthentication(id -> Result.of(client), false, Clock.systemUTC());
    Attempt attempt =
        new Attempt(
            Facts.post("client_id=a"), presenter.byHeader(CLIENT), null, PeerRules.enforced(true));
    accepted(authentication.decide(attempt).value());
    presence.set(RegisteredCertificates.Presence.ABSENT);
    assertThat(authentication.decide(attempt).refusal())
        .extracting(Refusal::reason)
        .isEqualTo(Reason.CLIENT_MISMATCH);
  }

  @Test
  void rejectsAKnownClientOnceTheRegistryDoes() {
    AtomicReference<@Nullable Result<Registration>> answer =
        new AtomicReference<>(Result.of(named("svc.example")));
    ClientAuthentication authentication =
        new ClientAuthentication(id -> answer.get(), false, Clock.systemUTC());
    Attempt attempt =
        new Attempt(
            Facts.post("client_id=a"), presenter.byHeader(CLIENT), null, PeerRules.enforced(true));
    accepted(authentication.decide(attempt).value());
    accepted(authentication.decide(attempt).value());

    answer.set(Result.of(named("b.example")));
    assertThat(authentication.decide(attempt).refusal())
        .extracting(Refusal::reason)
        .isEqualTo(Reason.CLIENT_MISMATCH);
    answer.set(null);
    assertThat(authentication.decide(attempt).refusal())
        .extracting(Refusal::reason)
        .isEqualTo(Reason.CLIENT_UNKNOWN);
    answer.set(Result.refused(Reason.CLIENT_REGISTRATION_INVALID, "unusable"));
    assertThat(authentication.decide(attempt).refusal())
        .extracting(Refusal::reason)
        .isEqualTo(Reason.CLIENT_REGISTRATION_INVALID);
  }

  private static Registration named(String dns) {
    return new Registration(
        "a",
        new Registration.MutualTls(
            new Registration.Subject(NameRule.of(NameRule.Kind.SAN_DNS, dns)), null, null),
        null,
        null,
        null,
        false);
  }

  @Test
  void clientMovesFromASelfSignedCertificateToOneOfACa() {
    Instant expiry = Instant.parse("2030-01-31T00:00:00Z");
    ClientBinding moving =
        at(
            expiry.minusSeconds(1),
            moving(
                "\"token_endpoint_auth_method\": \"self_signed_tls_client_auth\", \"jwks\":"
                    + " {\"keys\": [{\"x5t#S256\": \"%s\"}]}".formatted(SELF_SIGNED.thumbprint()),
                expiry));

    ClientIdentity own = accepted(decide(moving, MOVING, presenter.byHeader(SELF_SIGNED), true));
    assertThat(own.acceptance()).isEqualTo(ClientIdentity.Acceptance.PINNED);
    assertThat(accepted(decide(moving, MOVING, presenter.byHeader(CLIENT), true)).acceptance())
        .isEqualTo(ClientIdentity.Acceptance.PKIX);
    assertThat(reason(decide(moving, MOVING, presenter.byHeader(OTHER_SELF_SIGNED), true)))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  /** The second method could match, but its state is unavailable. */
  @ExpectedLog("client_keys=unavailable")
  @Test
  void secondMethodIsUnavailableUntilItsKeysAreFetched() {
    String unreachable = "http://127.0.0.1:1/jwks";
    String second =
        "\"token_endpoint_auth_method\": \"self_signed_tls_client_auth\", \"jwks_uri\": \"%s\""
            .formatted(unreachable);
    ClientBinding moving =
        Rules.strict()
            .jwksHosts("127.0.0.1:1")
            .clients(folder, moving(second, Instant.now().plusSeconds(60)))
            .load();
    Pki.Held neither = ROOT.client("other").issue();

    assertThat(reason(decide(moving, MOVING, presenter.byHeader(neither), true)))
        .isEqualTo(Reason.CLIENT_KEYS_UNAVAILABLE);
  }

  @Test
  void onlyCertificateNarrowsTheRegisteredOnes() {
    String clients =
        """
        [{"client_id": "a", "token_endpoint_auth_method": "self_signed_tls_client_auth",
          "proxymtls_certificate_sha256": "%s",
          "jwks": {"keys": [{"x5t#S256": "%s"}, {"x5t#S256": "%s"}]}}]
        """
            .formatted(
                SELF_SIGNED.thumbprint(), OTHER_SELF_SIGNED.thumbprint(), SELF_SIGNED.thumbprint());
    ClientBinding narrowed = Rules.strict().clients(folder, clients).load();
    Facts request = Facts.post("client_id=a");

    assertThat(accepted(decide(narrowed, request, presenter.byHeader(SELF_SIGNED), true)))
        .isNotNull();
    assertThat(reason(decide(narrowed, request, presenter.byHeader(OTHER_SELF_SIGNED), true)))
        .isEqualTo(Reason.CLIENT_MISMATCH);
  }

  /** A profile describes a proxy; no proxy forwards the certificate of a direct connection. */
  @Test
  void profilesDoNotNarrowTheCertificateOfADirectConnection() {
    String clients =
        """
        [{"client_id": "a", "token_endpoint_auth_method": "tls_client_auth",
          "tls_client_auth_subject_dn": "CN=svc", "proxymtls_profiles": ["edge"]}]
        """;
    ClientBinding profiles = Rules.strict().profiles("edge").clients(folder, clients).load();
    Facts request = Facts.post("client_id=a");

    assertThat(accepted(decide(profiles, request, presenter.byTls(CLIENT), true)).clientId())
        .isEqualTo("a");
    assertThat(reason(decide(profiles, request, presenter.byHeader(CLIENT), true)))
        .isEqualTo(Reason.CLIENT_SOURCE);
  }

  private static final Facts MOVING = Facts.post("client_id=moving");

  private static String moving(String second, Instant expiry) {
    return """
    [{"client_id": "moving", "token_endpoint_auth_method": "tls_client_auth",
      "tls_client_auth_san_dns": "svc.example", "proxymtls_anchors_sha256": ["%s"],
      "proxymtls_secondary": {%s, "expires_at": %d}}]
    """
        .formatted(ROOT.held().thumbprint(), second, expiry.getEpochSecond());
  }

  private ClientBinding at(Instant now, String clients) {
    return Rules.strict().clients(folder, clients).load(Clock.fixed(now, ZoneOffset.UTC));
  }

  // other-methods=pass

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client_id=secret",
        "client_id=secret&client_secret=s",
        "client_id=default",
        "client_id=nobody",
        "client_id=nobody&client_secret=s"
      })
  void passesOtherClientsUnauthenticated(String body) {
    Facts request = Facts.post(body);

    assertThat(decide(passing, request, null, false)).isEqualTo(new NoClient(null));
    ClientIdentity visible = accepted(decide(passing, request, presenter.byHeader(CLIENT), true));
    assertThat(visible.clientId()).isNull();
    assertThat(visible.certificate()).isEqualTo(CLIENT.certificate());
    assertThat(reason(decide(passing, request, presenter.byHeader(SELF_SIGNED), true)))
        .as("a pinned certificate is shown to nobody whom it does not authenticate")
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  @Test
  void passFindsTheClientInBasicAndInTheAssertion() {
    Decision anonymous = new NoClient(null);

    assertThat(pass("", basic("secret:s"))).isEqualTo(anonymous);
    assertThat(pass("client_id=secret", basic("secret:s"))).isEqualTo(anonymous);
    assertThat(pass("client_id=a+c", basic("a+c:s"))).isEqualTo(anonymous);
    assertThat(pass("", "bAsIc " + base64("secret:"))).isEqualTo(anonymous);
    assertThat(pass("client_assertion=" + assertion("\"sub\":\"secret\""), null))
        .isEqualTo(anonymous);
    assertThat(pass("client_id=secret&client_assertion=" + assertion("\"sub\":\"secret\""), null))
        .isEqualTo(anonymous);
  }

  @Test
  void passReadsNoAssertionOverTheLimitOfTokens() {
    String within = "client_assertion=" + padded(11_000);
    String over = "client_assertion=" + padded(12_500);

    assertThat(pass(within, null)).isEqualTo(new NoClient(null));
    assertThat(reason(pass(over, null))).isEqualTo(Reason.CLIENT_ID_INVALID);
  }

  private static String padded(int characters) {
    return assertion("\"sub\":\"secret\",\"jti\":\"" + "x".repeat(characters) + "\"");
  }

  @Test
  void passRequiresAllClientNamesToAgree() {
    assertThat(reason(pass("", null))).isEqualTo(Reason.CLIENT_ID_INVALID);
    assertThat(reason(pass("client_id=nobody", basic("secret:s"))))
        .isEqualTo(Reason.CLIENT_ID_INVALID);
    assertThat(
            reason(pass("client_id=nobody&client_assertion=" + assertion("\"sub\":\"x\""), null)))
        .isEqualTo(Reason.CLIENT_ID_INVALID);
    for (String claims :
        new String[] {"", "\"sub\":1", "\"sub\":\"\"", "\"sub\":\"x\",\"sub\":\"by-dn\""}) {
      assertThat(reason(pass("client_assertion=" + assertion(claims), null)))
          .as(claims)
          .isEqualTo(Reason.CLIENT_ID_INVALID);
    }
    assertThat(reason(pass("client_assertion=x", null))).isEqualTo(Reason.CLIENT_ID_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Basic", "Basic ", "Basic !", "Basic c2VjcmV0", "Basic  YTpi", "Basic YTpi YTpi"})
  void passRejectsUnreadableBasic(String line) {
    assertThat(decide(passing, Facts.post("").with("Authorization", line), null, false))
        .isInstanceOf(Decision.Rejected.class);
  }

  @Test
  void passRejectsBasicUsersThatAreNotUtf8OrFormEncoded() {
    assertThat(reason(pass("", basic("100%:s")))).isEqualTo(Reason.CLIENT_ID_INVALID);
    assertThat(reason(pass("", basic("\u00e9:s")))).isEqualTo(Reason.CLIENT_ID_INVALID);
    assertThat(reason(pass("", basic(":s")))).isEqualTo(Reason.CLIENT_ID_INVALID);
    assertThat(reason(pass("", "Basic wDph"))).isEqualTo(Reason.CLIENT_ID_INVALID);
  }

  /** Such a request is not authenticated, and the registry belongs to the application. */
  @Test
  void passLooksUpOnlyValidClientIds() {
    List<String> asked = new ArrayList<>();
    ClientRegistry registry =
        id -> {
          asked.add(id);
          return null;
        };
    ClientBinding alone =
        Rules.strict().passOtherMethods().load(new BindingSources(null, registry, null), null);
    for (String issuer : List.of("", " x", "x\\u0000", "\u00e9", "x".repeat(256))) {
      String form = "client_assertion=" + assertion("\"sub\":\"s\",\"iss\":\"" + issuer + "\"");
      assertThat(reason(decide(alone, Facts.post(form), null, false)))
          .as(issuer)
          .isEqualTo(Reason.CLIENT_ID_INVALID);
    }
    Facts longUser = Facts.post("").with("Authorization", basic("%61".repeat(86) + ":s"));
    assertThat(reason(decide(alone, longUser, null, false))).isEqualTo(Reason.CLIENT_ID_INVALID);
    assertThat(asked).isEmpty();
  }

  /** RFC 6749 section 2.3. */
  @Test
  void passRejectsSeveralAndUnknownMethods() {
    String assertion = "client_assertion=" + assertion("\"sub\":\"secret\"");

    assertThat(reason(pass("client_id=secret&client_secret=s", basic("secret:s"))))
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass(assertion, basic("secret:s")))).isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass(assertion + "&client_secret=s", null)))
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass("client_id=secret", "Bearer x"))).isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(
            reason(
                decide(
                    passing,
                    Facts.post("").with("Authorization", basic("secret:s"), basic("secret:s")),
                    null,
                    false)))
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
  }

  /** Keycloak CVE-2026-16093. */
  @Test
  void clientRegisteredForMutualTlsNeverPassesUnauthenticated() {
    assertThat(reason(pass("client_id=by-dn", null))).isEqualTo(Reason.CERTIFICATE_REQUIRED);
    assertThat(reason(pass("client_id=pinned", null))).isEqualTo(Reason.CERTIFICATE_REQUIRED);
    assertThat(reason(pass("client_id=by-dn&client_secret=s", null)))
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass("", basic("by-dn:s")))).isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass("", basic("by%2Ddn:s")))).isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass("client_id=by-dn", basic("by-dn:s"))))
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass("client_assertion=" + assertion("\"sub\":\"by-dn\""), null)))
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(
            reason(
                pass(
                    "client_assertion=" + assertion("\"sub\":\"secret\",\"iss\":\"by-dn\""), null)))
        .as("some applications find the client by the issuer")
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(
            reason(
                pass(
                    "client_id=secret&client_assertion="
                        + assertion("\"sub\":\"secret\",\"iss\":\"by-dn\""),
                    null)))
        .as("the same where the form agrees with the subject")
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass("", basic("a+b:s"))))
        .as("the user is a registered client before it is form-decoded")
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass("client_id=a+b", basic("a+b:s"))))
        .as("the same where the form agrees with the decoded user")
        .isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(reason(pass("", basic("a%2Bb:s")))).isEqualTo(Reason.CLIENT_SECOND_METHOD);
    assertThat(
            reason(
                decide(
                    passing, Facts.post("client_id=other-dn"), presenter.byHeader(CLIENT), false)))
        .isEqualTo(Reason.CLIENT_MISMATCH);
    assertThat(
            accepted(
                    decide(
                        passing, Facts.post("client_id=by-dn"), presenter.byHeader(CLIENT), false))
                .clientId())
        .isEqualTo("by-dn");
  }

  /** RFC 8705 section 4: binding is independent of how the client authenticates. */
  @Test
  void clientWithBoundTokensNeedsACertificateWhateverItsMethod() {
    Facts request = Facts.post("client_id=bound");

    assertThat(reason(decide(passing, request, null, false)))
        .isEqualTo(Reason.CERTIFICATE_REQUIRED);
    assertThat(accepted(decide(passing, request, presenter.byHeader(CLIENT), false)).clientId())
        .isNull();
  }

  /** RFC 8705 section 4: tokens may be bound to a certificate that no configured CA issued. */
  @ParameterizedTest
  @ValueSource(strings = {"bound", "public"})
  void passesTheCertificateToWhichTokensAreBound(String id) {
    ClientIdentity client =
        accepted(decide(passing, naming(id), presenter.byHeader(SELF_SIGNED), true));

    assertThat(client.acceptance()).isEqualTo(ClientIdentity.Acceptance.UNAUTHENTICATED);
    assertThat(client.certificate()).isEqualTo(SELF_SIGNED.certificate());
    assertThat(client.chain()).containsExactly(SELF_SIGNED.certificate());
    assertThat(client.thumbprint()).isEqualTo(SELF_SIGNED.thumbprint());
    assertThat(client.clientId()).isNull();
    assertThat(client.principal()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "default", "nobody"})
  void rejectsACertificateToWhichNoTokenIsBound(String id) {
    assertThat(reason(decide(passing, naming(id), presenter.byHeader(SELF_SIGNED), true)))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  @Test
  void plainPathPassesNoUnauthenticatedCertificate() {
    ReceivedCertificate presented = presenter.byHeader(SELF_SIGNED);

    for (EndpointKind other :
        new EndpointKind[] {EndpointKind.PLAIN, EndpointKind.PROTECTED_RESOURCE}) {
      Facts request = naming("public").with("Authorization", "Bearer x");
      assertThat(reason(passing.decide(other, request, presented, null, PeerRules.enforced(true))))
          .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
    }
    assertThat(reason(decide(binding, naming("public"), presented, true)))
        .as("other-methods=reject")
        .isEqualTo(Reason.CLIENT_METHOD);
  }

  @Test
  void everyNamedClientMustHaveBoundTokens() {
    ReceivedCertificate presented = presenter.byHeader(SELF_SIGNED);

    for (String issuer : new String[] {"secret", "nobody"}) {
      String body = "client_assertion=" + assertion("\"sub\":\"bound\",\"iss\":\"" + issuer + "\"");
      assertThat(reason(decide(passing, Facts.post(body), presented, true)))
          .as(issuer)
          .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
    }
    String both = "client_assertion=" + assertion("\"sub\":\"bound\",\"iss\":\"public\"");
    assertThat(accepted(decide(passing, Facts.post(both), presented, true)).acceptance())
        .isEqualTo(ClientIdentity.Acceptance.UNAUTHENTICATED);
  }

  /** A certificate with a valid path remains a validated one. */
  @Test
  void showsAValidatedCertificateOfSuchAClientAsValidated() {
    assertThat(
            accepted(decide(passing, naming("public"), presenter.byHeader(CLIENT), true))
                .acceptance())
        .isEqualTo(ClientIdentity.Acceptance.PKIX);
  }

  private static Facts naming(String id) {
    return Facts.post("grant_type=authorization_code&client_id=" + id);
  }

  private Decision pass(String body, @Nullable String authorization) {
    Facts request = Facts.post(body);
    return decide(
        passing,
        authorization == null ? request : request.with("Authorization", authorization),
        null,
        false);
  }

  private Decision decide(String clientId, ReceivedCertificate presented) {
    return decide(Facts.post("grant_type=client_credentials&client_id=" + clientId), presented);
  }

  private Decision decide(Facts request, ReceivedCertificate presented) {
    return decide(binding, request, presented, true);
  }

  private static Decision decide(
      ClientBinding binding,
      Facts request,
      @Nullable ReceivedCertificate presented,
      boolean required) {
    return binding.decide(
        EndpointKind.CLIENT_AUTHENTICATION, request, presented, null, PeerRules.enforced(required));
  }

  private static String basic(String pair) {
    return "Basic " + base64(pair);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String assertion(String claims) {
    return url("{\"alg\":\"HS256\"}") + "." + url("{" + claims + "}") + "." + url("signature");
  }

  private static String url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ClientIdentity accepted(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ((Decision.Accepted) decision).client();
  }

  private static Decision.Rejected rejected(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return (Decision.Rejected) decision;
  }

  private static Reason reason(Decision decision) {
    return rejected(decision).reason();
  }
}
