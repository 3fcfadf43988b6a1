package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.testing.CrlBuilder;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A reload keeps the cached results that were not derived from the changed file. */
@AllowedLog("code=crl-missing")
class ReloadKeepsTest {

  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Root");
  private static final Pki.Authority OTHER = PKI.root("Other");
  private static final Pki.Authority PROXIES = PKI.root("Proxies");
  private static final Pki.Held PROXY = PROXIES.client("edge-1").issue();
  private static final Pki.Held CLIENT = ROOT.client("svc").issue();
  private static final Pki.Authority ISSUING = ROOT.intermediate("Issuing");
  private static final Pki.Held CLIENT_OF_ISSUING = ISSUING.client("svc").issue();
  private static final Pki.Held SELF_SIGNED = PKI.selfSigned("self").issue();

  private static final String USERS = "users";
  private static final String ANCHORS = "anchors.pem";
  private static final String INTERMEDIATES = "intermediates.pem";
  private static final String CRLS = "all.crl";
  private static final String CLIENTS = "clients.json";
  private static final String PROXY_ANCHORS = "proxies.pem";

  private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final String USER =
      "edge-1:" + OpenBSDBCrypt.generate("2y", "secret".toCharArray(), SALT, 4) + "\n";
  private static final String CREDENTIAL =
      "Basic "
          + Base64.getEncoder().encodeToString("edge-1:secret".getBytes(StandardCharsets.UTF_8));

  @TempDir private Path folder;

  private final MovingClock clock = new MovingClock();

  @BeforeEach
  void writeFiles() {
    write(USERS, USER);
    write(ANCHORS, ROOT.pem());
    write(INTERMEDIATES, ISSUING.pem());
    write(CRLS, crl().pem());
    write(PROXY_ANCHORS, PROXIES.pem());
    write(CLIENTS, registrations("c"));
  }

  @Test
  void changedUsersKeepTheValidatedPath() {
    assertThat(validationsAfter(() -> write(USERS, "# comment\n" + USER))).isZero();
  }

  @Test
  void changedRegistrationsKeepTheValidatedPath() {
    assertThat(validationsAfter(() -> write(CLIENTS, registrations("c", "d")))).isZero();
  }

  @Test
  void changedCrlKeepsTheValidatedPath() {
    assertThat(validationsAfter(() -> write(CRLS, crl().number(2).pem()))).isZero();
  }

  @Test
  void addedAnchorKeepsTheValidatedPath() {
    assertThat(validationsAfter(() -> write(ANCHORS, ROOT.pem() + OTHER.pem()))).isZero();
  }

  @Test
  void anchorsInAnotherOrderKeepTheValidatedPath() {
    write(ANCHORS, ROOT.pem() + OTHER.pem());
    assertThat(validationsAfter(() -> write(ANCHORS, OTHER.pem() + ROOT.pem()))).isZero();
  }

  @Test
  void changedIntermediatesKeepPathsWithoutThem() {
    String more = ROOT.intermediate("Issuing").pem();
    assertThat(validationsAfter(() -> write(INTERMEDIATES, more))).isZero();
  }

  @Test
  void changedProxyAnchorsKeepTheValidatedPath() {
    String more = PROXIES.pem() + PKI.root("More proxies").pem();
    assertThat(validationsAfter(() -> write(PROXY_ANCHORS, more))).isZero();
  }

  @Test
  void removedIntermediateIsNoLongerPartOfAPath() {
    write(CRLS, crl().pem() + ISSUING.crl().pem());
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT_OF_ISSUING);
      assertAccepted(engine, CLIENT);
      long misses = engine.figures().cacheMisses();

      write(INTERMEDIATES, ROOT.intermediate("Issuing").pem());
      engine.reloader().check();

      assertAccepted(engine, CLIENT);
      assertThat(engine.figures().cacheMisses()).isEqualTo(misses);
      // Without its issuer the certificate is one that only a pin can accept.
      assertRefused(engine, CLIENT_OF_ISSUING, Reason.CERTIFICATE_NOT_PINNED);

      write(INTERMEDIATES, ISSUING.pem());
      engine.reloader().check();
      assertAccepted(engine, CLIENT_OF_ISSUING);
    }
  }

  /** A CA certificate that is only an intermediate ends no path. */
  @Test
  void anchorThatBecomesAnIntermediateIsNoLongerTrusted() {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);

      write(ANCHORS, OTHER.pem());
      write(INTERMEDIATES, ISSUING.pem() + ROOT.pem());
      engine.reloader().check();

      assertRefused(engine, CLIENT, Reason.CERTIFICATE_UNTRUSTED);
    }
  }

  /** Two roots have the same name and key; only one of them is configured at a time. */
  @Test
  void anchorWithTheSameNameAndKeyIsAnotherAnchor() {
    Pki.Authority again = PKI.rootBuilder("Root").keys(ROOT.held().keys()).issueAuthority();
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);
      String before = anchor(decide(engine.snapshot(), CLIENT));

      write(ANCHORS, again.pem());
      engine.reloader().check();
      assertThat(anchor(decide(engine.snapshot(), CLIENT))).isNotEqualTo(before);
    }
  }

  @Test
  void addedAnchorKeepsNoFinalRefusal() {
    Pki.Held client = OTHER.client("svc").issue();
    write(CRLS, crl().pem() + OTHER.crl().pem());
    try (Engine engine = engine()) {
      assertRefused(engine, client, Reason.CERTIFICATE_NOT_PINNED);
      assertRefused(engine, client, Reason.CERTIFICATE_NOT_PINNED);

      write(ANCHORS, ROOT.pem() + OTHER.pem());
      engine.reloader().check();

      assertAccepted(engine, client);
    }
  }

  /** A certificate that a configured CA issued must not be pinned. */
  @Test
  void addedAnchorKeepsNoPinnedCertificate() {
    Pki.Held client = OTHER.client("pinned").issue();
    write(CLIENTS, registrations("c").replace(SELF_SIGNED.thumbprint(), client.thumbprint()));
    write(CRLS, crl().pem() + OTHER.crl().pem());
    try (Engine engine = engine()) {
      for (int i = 0; i < 2; i++) {
        assertThat(decide(engine.snapshot(), request(client, "c")))
            .isInstanceOfSatisfying(
                Decision.Accepted.class,
                accepted ->
                    assertThat(accepted.client().acceptance())
                        .isEqualTo(ClientIdentity.Acceptance.PINNED));
      }

      write(ANCHORS, ROOT.pem() + OTHER.pem());
      engine.reloader().check();

      assertThat(decide(engine.snapshot(), request(client, "c")))
          .isInstanceOfSatisfying(
              Decision.Accepted.class,
              accepted ->
                  assertThat(accepted.client().acceptance())
                      .isEqualTo(ClientIdentity.Acceptance.PKIX));
    }
  }

  private static String anchor(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    List<X509Certificate> chain = ((Decision.Accepted) decision).client().chain();
    return chain.get(chain.size() - 1).getSerialNumber().toString();
  }

  @Test
  void changedCrlIsAskedAnew() {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);

      write(CRLS, crl().revoke(CLIENT).pem());
      engine.reloader().check();
      assertRefused(engine, CLIENT, Reason.CERTIFICATE_REVOKED);

      write(CRLS, crl().pem());
      engine.reloader().check();
      assertAccepted(engine, CLIENT);
    }
  }

  @Test
  void changedCrlIsAskedAnewAboutTheIssuerOfKnownCertificates() {
    String ofIssuing = ISSUING.crl().pem();
    write(CRLS, crl().pem() + ofIssuing);
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT_OF_ISSUING);

      write(CRLS, crl().number(2).pem() + ofIssuing);
      engine.reloader().check();
      assertAccepted(engine, CLIENT_OF_ISSUING);

      write(CRLS, crl().number(3).revoke(ISSUING.held()).pem() + ofIssuing);
      engine.reloader().check();
      assertRefused(engine, CLIENT_OF_ISSUING, Reason.CERTIFICATE_REVOKED);
      assertRefused(engine, ISSUING.client("svc").issue(), Reason.CERTIFICATE_REVOKED);
    }
  }

  @Test
  void changedRegistrationIsDecidedAgain() {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);

      write(CLIENTS, registrations("c").replace("CN=svc", "CN=other"));
      engine.reloader().check();
      assertRefused(engine, CLIENT, Reason.CLIENT_MISMATCH);
    }
  }

  @ParameterizedTest
  @MethodSource("registrationsThatRejectTheClient")
  void knownClientIsRejectedOnceItsRegistrationChanges(String registrations, Reason reason) {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);
      Snapshot earlier = engine.snapshot();

      write(CLIENTS, registrations);
      engine.reloader().check();
      assertThat(engine.snapshot()).isNotSameAs(earlier);

      // A request that began before the reload ends by the earlier registrations.
      for (int i = 0; i < 3; i++) {
        assertRefused(engine, CLIENT, reason);
        assertThat(decide(earlier, CLIENT)).isInstanceOf(Decision.Accepted.class);
      }

      write(CLIENTS, registrations("c"));
      engine.reloader().check();
      assertAccepted(engine, CLIENT);
    }
  }

  private static List<Arguments> registrationsThatRejectTheClient() {
    String anchors =
        ", \"proxymtls_anchors_sha256\": [\"%s\"]".formatted(OTHER.held().thumbprint());
    String only = ", \"proxymtls_certificate_sha256\": \"%s\"".formatted(SELF_SIGNED.thumbprint());
    String name = "\"tls_client_auth_subject_dn\":\"CN=svc\"";
    return List.of(
        Arguments.of("[]", Reason.CLIENT_UNKNOWN),
        Arguments.of(registrations("c").replace("\"svc\"", "\"other\""), Reason.CLIENT_UNKNOWN),
        Arguments.of(registrations().replace("CN=svc", "CN=other"), Reason.CLIENT_MISMATCH),
        Arguments.of(registrations().replace(name, name + anchors), Reason.CLIENT_MISMATCH),
        Arguments.of(registrations().replace(name, name + only), Reason.CLIENT_MISMATCH),
        Arguments.of(
            registrations().replace(name, "\"x\": 1").replace("tls_client_auth", "private_key_jwt"),
            Reason.CLIENT_METHOD));
  }

  /** Two clients of one certificate, which take turns. */
  @Test
  void knownClientIsNeverTakenForAnotherClientOfTheSameCertificate() {
    String twin = registrations().replace("\"svc\"", "\"twin\"");
    String both = (registrations() + twin).replace("][", ",");
    write(CLIENTS, both);
    try (Engine engine = engine()) {
      Snapshot earlier = engine.snapshot();
      write(CLIENTS, both.replaceFirst("CN=svc", "CN=other"));
      engine.reloader().check();

      for (int i = 0; i < 4; i++) {
        for (Snapshot snapshot : List.of(earlier, engine.snapshot(), earlier)) {
          for (int request = 0; request < 3; request++) {
            assertIs(decide(snapshot, request(CLIENT, "twin")), "twin");
          }
          Decision other = decide(snapshot, CLIENT);
          if (snapshot == earlier) {
            assertIs(other, "svc");
          } else {
            assertThat(other).isInstanceOf(Decision.Rejected.class);
          }
        }
      }
    }
  }

  private static void assertIs(Decision decision, String clientId) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Accepted.class,
            accepted -> assertThat(accepted.client().clientId()).isEqualTo(clientId));
  }

  @Test
  void removedUserIsRejectedThoughTheCertificateIsKept() {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);

      write(USERS, USER.replace("edge-1", "edge-2"));
      engine.reloader().check();
      assertRefused(engine, CLIENT, Reason.PROXY_CREDENTIAL_WRONG);

      write(USERS, USER);
      engine.reloader().check();
      assertAccepted(engine, CLIENT);
    }
  }

  @Test
  void changedHashIsRejectedThoughTheCertificateIsKept() {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);

      write(USERS, "edge-1:" + OpenBSDBCrypt.generate("2y", "other".toCharArray(), SALT, 4));
      engine.reloader().check();
      assertRefused(engine, CLIENT, Reason.PROXY_CREDENTIAL_WRONG);
    }
  }

  @Test
  void removedRegistrationIsRejectedThoughTheCertificateIsKept() {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);
      write(USERS, "# comment\n" + USER);
      engine.reloader().check();
      assertAccepted(engine, CLIENT);

      write(CLIENTS, "[]");
      engine.reloader().check();
      assertRefused(engine, CLIENT, Reason.CLIENT_UNKNOWN);
    }
  }

  @Test
  void removedAnchorIsNoLongerTrusted() {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);

      write(ANCHORS, OTHER.pem());
      engine.reloader().check();

      // Without its anchor the certificate is one that only a pin can accept.
      assertRefused(engine, CLIENT, Reason.CERTIFICATE_NOT_PINNED);
    }
  }

  @Test
  void changedRegistrationsDropPinnedCertificates() {
    try (Engine engine = engine()) {
      assertThat(pinned(engine)).isInstanceOf(Decision.Accepted.class);
      assertThat(pinned(engine)).isInstanceOf(Decision.Accepted.class);
      assertThat(engine.figures().cacheMisses()).isOne();

      write(CLIENTS, registrations("c", "d"));
      engine.reloader().check();
      assertThat(pinned(engine)).isInstanceOf(Decision.Accepted.class);
      assertThat(engine.figures().cacheMisses()).isEqualTo(2);

      write(CLIENTS, registrations());
      engine.reloader().check();
      assertThat(pinned(engine)).isInstanceOf(Decision.Rejected.class);
    }
  }

  @Test
  void changedUsersKeepPinnedCertificates() {
    try (Engine engine = engine()) {
      assertThat(pinned(engine)).isInstanceOf(Decision.Accepted.class);

      write(USERS, "# comment\n" + USER);
      engine.reloader().check();

      assertThat(pinned(engine)).isInstanceOf(Decision.Accepted.class);
      assertThat(engine.figures().cacheMisses()).isOne();
    }
  }

  @Test
  void changedCrlKeepsNoFinalRefusal() {
    write(CRLS, crl().revoke(CLIENT).pem());
    try (Engine engine = engine()) {
      assertRefused(engine, CLIENT, Reason.CERTIFICATE_REVOKED);
      assertRefused(engine, CLIENT, Reason.CERTIFICATE_REVOKED);

      write(CRLS, crl().pem());
      engine.reloader().check();

      assertAccepted(engine, CLIENT);
    }
  }

  @Test
  void renewedRevocationStatusDoesNotOutliveTheNextUpdate() {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);
      write(CRLS, crl().number(2).nextUpdate(clock.instant().plus(Duration.ofHours(1))).pem());
      engine.reloader().check();
      assertAccepted(engine, CLIENT);

      clock.pass(Duration.ofHours(2));

      assertRefused(engine, CLIENT, Reason.REVOCATION_UNAVAILABLE);
    }
  }

  @Test
  void revocationStatusIsNotSharedWithCertificatesOfOtherCrls() {
    Instant end = clock.instant().plus(Duration.ofHours(1));
    write(CRLS, crl().pem() + ISSUING.crl().nextUpdate(end).pem());
    try (Engine engine = engine()) {
      for (int i = 0; i < 2; i++) {
        assertAccepted(engine, CLIENT);
        assertAccepted(engine, CLIENT_OF_ISSUING);
      }

      clock.set(end.plusSeconds(1));

      assertAccepted(engine, CLIENT);
      assertRefused(engine, CLIENT_OF_ISSUING, Reason.REVOCATION_UNAVAILABLE);
    }
  }

  @Test
  void expiredCertificateIsRejectedThoughItsPathIsKept() {
    Instant end = clock.instant().plus(Duration.ofMinutes(10));
    Pki.Held client = ROOT.client("svc").validity(end.minus(Duration.ofMinutes(20)), end).issue();
    try (Engine engine = engine()) {
      assertAccepted(engine, client);
      clock.set(end.plusSeconds(1));
      write(CRLS, crl().number(2).pem());
      engine.reloader().check();

      assertRefused(engine, client, Reason.CERTIFICATE_EXPIRED);
    }
  }

  /** The request has taken its snapshot before the reload, and validates after it. */
  @Test
  void validationUnderEarlierAnchorsIsNotStoredUnderLaterOnes() {
    try (Engine engine = engine()) {
      Snapshot earlier = engine.snapshot();
      write(ANCHORS, OTHER.pem());
      engine.reloader().check();

      assertThat(decide(earlier, CLIENT)).isInstanceOf(Decision.Accepted.class);

      // Without its anchor the certificate is one that only a pin can accept.
      assertRefused(engine, CLIENT, Reason.CERTIFICATE_NOT_PINNED);
    }
  }

  @Test
  void revocationStatusOfEarlierCrlsIsNotUsedUnderLaterOnes() {
    try (Engine engine = engine()) {
      Snapshot earlier = engine.snapshot();
      write(CRLS, crl().revoke(CLIENT).pem());
      engine.reloader().check();

      for (int i = 0; i < 2; i++) {
        assertThat(decide(earlier, CLIENT)).isInstanceOf(Decision.Accepted.class);
        assertRefused(engine, CLIENT, Reason.CERTIFICATE_REVOKED);
      }
    }
  }

  @Test
  void finalRefusalUnderEarlierCrlsIsNotUsedUnderLaterOnes() {
    write(CRLS, crl().revoke(CLIENT).pem());
    try (Engine engine = engine()) {
      Snapshot earlier = engine.snapshot();
      write(CRLS, crl().pem());
      engine.reloader().check();

      assertThat(decide(earlier, CLIENT)).isInstanceOf(Decision.Rejected.class);

      assertAccepted(engine, CLIENT);
    }
  }

  @Test
  void pinnedCertificateOfEarlierRegistrationsIsNotUsedUnderLaterOnes() {
    try (Engine engine = engine()) {
      Snapshot earlier = engine.snapshot();
      write(CLIENTS, registrations("c", "d"));
      engine.reloader().check();
      assertThat(decide(earlier, asClient())).isInstanceOf(Decision.Accepted.class);

      assertThat(pinned(engine)).isInstanceOf(Decision.Accepted.class);
      assertThat(engine.figures().cacheMisses()).isEqualTo(2);
      assertThat(pinned(engine)).isInstanceOf(Decision.Accepted.class);
      assertThat(engine.figures().cacheMisses()).isEqualTo(2);
    }
  }

  /** Returns how many of two requests after the reload validate the path. */
  private long validationsAfter(Runnable change) {
    try (Engine engine = engine()) {
      assertAccepted(engine, CLIENT);
      assertAccepted(engine, CLIENT);
      assertThat(engine.figures().cacheMisses()).isOne();
      Snapshot before = engine.snapshot();

      change.run();
      engine.reloader().check();
      assertThat(engine.snapshot()).isNotSameAs(before);

      assertAccepted(engine, CLIENT);
      assertAccepted(engine, CLIENT);
      return engine.figures().cacheMisses() - 1;
    }
  }

  private Engine engine() {
    EngineBuilder builder = new EngineBuilder().clock(clock);
    Map<String, String> keys = new HashMap<>();
    keys.put("format", "nginx");
    keys.put("proxy.authentication", "basic,mtls");
    keys.put("proxy.basic.users-file", path(USERS));
    keys.put("proxy.mtls.trust-anchors", path(PROXY_ANCHORS));
    keys.put("proxy.mtls.subject-dn", "CN=edge-1");
    keys.put("client.trust-anchors", path(ANCHORS));
    keys.put("client.intermediates", path(INTERMEDIATES));
    keys.put("client.self-signed", "pinned");
    keys.put("client.revocation.methods", "crl");
    keys.put("client.revocation.crls", path(CRLS));
    keys.put("binding.client-authentication", "/token");
    keys.put("binding.clients", path(CLIENTS));
    keys.put("reload-interval", "0");
    keys.put("warn-before", "0");
    keys.forEach((key, value) -> builder.set("proxymtls." + key, value));
    return builder.build();
  }

  private CrlBuilder crl() {
    return ROOT.crl();
  }

  private static String registrations(String... clients) {
    StringBuilder all =
        new StringBuilder(
            """
            [{"client_id":"svc","token_endpoint_auth_method":"tls_client_auth",
              "tls_client_auth_subject_dn":"CN=svc"}
            """);
    for (String client : clients) {
      all.append(
          """
              ,{"client_id":"%s","token_endpoint_auth_method":"self_signed_tls_client_auth",
               "jwks":{"keys":[{"kty":"EC","x5t#S256":"%s"}]}}
              """
              .formatted(client, SELF_SIGNED.thumbprint()));
    }
    return all.append("]").toString();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Facts request(Pki.Held client, String clientId) {
    return new Facts()
        .and("Proxy-Authorization", CREDENTIAL)
        .tls(PROXY)
        .with(client)
        .form("client_id", clientId);
  }

  private static Facts asClient() {
    return request(SELF_SIGNED, "c");
  }

  private static Decision pinned(Engine engine) {
    return decide(engine.snapshot(), asClient());
  }

  private static void assertAccepted(Engine engine, Pki.Held client) {
    assertThat(decide(engine.snapshot(), client)).isInstanceOf(Decision.Accepted.class);
  }

  private static void assertRefused(Engine engine, Pki.Held client, Reason reason) {
    assertThat(decide(engine.snapshot(), client))
        .isInstanceOfSatisfying(
            Decision.Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  private static Decision decide(Snapshot snapshot, Pki.Held client) {
    return decide(snapshot, request(client, "svc"));
  }

  private static Decision decide(Snapshot snapshot, Facts request) {
    return snapshot.decide(EndpointKind.CLIENT_AUTHENTICATION, request);
  }
}
