package io.github.proxymtls.internal.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.token.AccessTokens;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.oauth.TokenKeys;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8705 section 3, through {@link ClientBinding#decide}. */
class ProtectedResourceTest {

  private static final String ISSUER = "https://as.example";
  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Held CLIENT = ROOT.client("svc").issue();
  private static final Pki.Held OTHER = ROOT.client("svc").issue();
  private static final Pki.Held SELF_SIGNED = PKI.selfSigned("admin").issue();
  private static final ECKey KEY = key("k1");
  private static final ECKey FOREIGN_KEY = key("k1");
  private static final TokenKeys KEYS =
      new TokenKeys(new ImmutableJWKSet<>(new JWKSet(KEY.toPublicJWK())), ISSUER);

  @TempDir Path folder;
  private Presenter presenter;
  private ClientBinding comparing;
  private ClientBinding verifying;

  @BeforeEach
  void load() {
    presenter = new Presenter(folder, ROOT);
    comparing = Rules.strict().load();
    verifying = Rules.strict().load(KEYS);
  }

  @Test
  void acceptsATokenThatIsBoundToTheCertificate() {
    for (ClientBinding binding : new ClientBinding[] {comparing, verifying}) {
      ClientIdentity client =
          accepted(decide(binding, bearer(token(CLIENT)), presenter.byHeader(CLIENT)));

      assertThat(client.certificate()).isEqualTo(CLIENT.certificate());
      assertThat(client.principal()).isEqualTo("CN=svc");
      assertThat(client.clientId()).as("nobody authenticated here").isNull();
    }
  }

  @Test
  void rejectsATokenBoundToAnotherCertificateOrSentWithoutOne() {
    for (ClientBinding binding : new ClientBinding[] {comparing, verifying}) {
      Facts request = bearer(token(OTHER));

      assertThat(reason(decide(binding, request, presenter.byHeader(CLIENT))))
          .isEqualTo(Reason.TOKEN_MISMATCH);
      assertThat(reason(decide(binding, request, null))).isEqualTo(Reason.CERTIFICATE_REQUIRED);
      assertThat(
              reason(
                  binding.decide(
                      EndpointKind.PROTECTED_RESOURCE,
                      request,
                      null,
                      null,
                      PeerRules.enforced(true))))
          .isEqualTo(Reason.CERTIFICATE_REQUIRED);
    }
  }

  /**
   * RFC 8705 section 6.2: the chain need not validate, but then the filter must have verified the
   * token.
   */
  @Test
  void onlyAVerifiedTokenAcceptsAPinnedCandidate() {
    ClientIdentity client =
        accepted(decide(verifying, bearer(token(SELF_SIGNED)), presenter.byHeader(SELF_SIGNED)));
    assertThat(client.acceptance()).isEqualTo(ClientIdentity.Acceptance.PINNED);
    assertThat(client.principal()).isNull();

    assertThat(reason(decide(verifying, bearer(token(CLIENT)), presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.TOKEN_MISMATCH);
    ClientBinding unbound = Rules.strict().acceptUnbound().load(KEYS);
    assertThat(reason(decide(unbound, bearer(sign(claims())), presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
    ClientBinding dpop = Rules.strict().passDpop().load(KEYS);
    Facts proof = authorization("DPoP " + sign(claims().claim("cnf", Map.of("jkt", jkt()))));
    assertThat(reason(decide(dpop, proof, presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  /** A self-signed certificate and a forged token with its thumbprint. */
  @Test
  void noIdentityFromAnUnverifiedToken() {
    String selfMade = sign(FOREIGN_KEY, header(), claims(SELF_SIGNED).subject("admin").build());

    assertThat(reason(decide(comparing, bearer(selfMade), presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
    assertThat(reason(decide(verifying, bearer(selfMade), presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.TOKEN_INVALID);
    assertThat(reason(decide(verifying, bearer(selfMade), presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_INVALID);
  }

  @Test
  void rejectsATokenWithoutConfirmationUnlessConfigured() {
    Facts request = bearer(sign(claims()));
    ClientBinding accepting = Rules.strict().acceptUnbound().load();

    assertThat(reason(decide(comparing, request, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_UNBOUND);
    assertThat(reason(decide(comparing, request, null))).isEqualTo(Reason.TOKEN_UNBOUND);
    assertThat(accepted(decide(accepting, request, presenter.byHeader(CLIENT))).thumbprint())
        .isEqualTo(CLIENT.thumbprint());
    assertThat(decide(accepting, request, null)).isEqualTo(new NoClient(null));
    assertThat(reason(decide(accepting, bearer(token(OTHER)), null)))
        .as("a bound token needs its certificate all the same")
        .isEqualTo(Reason.CERTIFICATE_REQUIRED);
  }

  /** The malformed {@code cnf} values of the FAPI conformance tests, at a resource server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "\"%T\"",
        "[\"%T\"]",
        "{\"x5t#S256\":\"\"}",
        "{\"x5t#S256\":null}",
        "{\"x5t#S256\":\"%T=\"}",
        "{\"x5t#S256\":[\"%T\"]}",
        "{\"x5t#S256\":\"%T\",\"x5t\":\"x\"}",
        "{\"x5t#S256\":\"%T\",\"kid\":\"x\"}",
        "{\"X5T#S256\":\"%T\"}",
        "{\"jwk\":{}}"
      })
  void rejectsAConfirmationThatIsNotUnderstood(String confirmation) {
    String cnf = "\"cnf\":" + confirmation.replace("%T", CLIENT.thumbprint());
    for (ClientBinding binding :
        new ClientBinding[] {comparing, Rules.strict().acceptUnbound().passDpop().load()}) {
      assertThat(
              reason(
                  decide(binding, bearer(unsigned("{" + cnf + "}")), presenter.byHeader(CLIENT))))
          .isEqualTo(Reason.TOKEN_INVALID);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cnf\":{\"x5t#S256\":\"x\"},\"cnf\":{\"x5t#S256\":\"%T\"}}",
        "{\"cnf\":{\"x5t#S256\":\"x\",\"x5t#S256\":\"%T\"}}",
        "{\"cnf\":{\"x5t#S256\":\"%T\"}} ",
        "{\"cnf\":{\"x5t#S256\":\"%T\"}}x",
        "{'cnf':{'x5t#S256':'%T'}}",
        "[{\"cnf\":{\"x5t#S256\":\"%T\"}}]",
        ""
      })
  void rejectsClaimsThatTwoParsersCouldReadDifferently(String claims) {
    String token = unsigned(claims.replace("%T", CLIENT.thumbprint()));
    boolean blank = claims.endsWith(" ");

    Decision decision = decide(comparing, bearer(token), presenter.byHeader(CLIENT));
    assertThat(decision instanceof Decision.Accepted).isEqualTo(blank);
    if (!blank) {
      assertThat(reason(decision)).isEqualTo(Reason.TOKEN_UNREADABLE);
    }
  }

  @Test
  void rejectsAnUnsignedOrSymmetricToken() throws JOSEException {
    SignedJWT mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims(CLIENT).build());
    mac.sign(new MACSigner(new byte[32]));
    String payload = mac.serialize().split("\\.", -1)[1];

    for (String token :
        new String[] {
          mac.serialize(),
          url("{\"alg\":\"none\"}") + "." + payload + ".",
          url("{\"alg\":\"NONE\"}") + "." + payload + ".AAAA",
          url("{\"alg\":\"hs256\"}") + "." + payload + ".AAAA",
          url("{\"alg\":\"ES256\"}") + "." + payload + "."
        }) {
      for (ClientBinding binding : new ClientBinding[] {comparing, verifying}) {
        assertThat(reason(decide(binding, bearer(token), presenter.byHeader(CLIENT))))
            .isEqualTo(Reason.TOKEN_INVALID);
      }
    }
  }

  @Test
  void rejectsAnUnreadableToken() {
    String token = token(CLIENT);
    String[] parts = token.split("\\.", -1);
    for (String text :
        new String[] {
          "opaque",
          "a.b",
          token + ".",
          "." + token,
          token + ".a.b",
          parts[0] + "=." + parts[1] + "." + parts[2],
          parts[0] + "+." + parts[1] + "." + parts[2],
          parts[0] + "." + parts[1] + "/." + parts[2],
          parts[0] + "." + parts[1] + "." + parts[2] + "~",
          url("{\"alg\":1}") + "." + parts[1] + "." + parts[2],
          url("{}") + "." + parts[1] + "." + parts[2],
          url("{\"alg\":\"ES256\",\"alg\":\"ES256\"}") + "." + parts[1] + "." + parts[2],
          url("{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}")
              + "."
              + parts[1]
              + "."
              + parts[2],
          url("{\"alg\":\"ES256\",\"b64\":true}") + "." + parts[1] + "." + parts[2],
          url("{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}") + "." + parts[1] + "." + parts[2],
          "a".repeat(16 * 1024 + 1)
        }) {
      assertThat(reason(decide(comparing, bearer(text), presenter.byHeader(CLIENT))))
          .as(text)
          .isEqualTo(Reason.TOKEN_UNREADABLE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Basic YTpi|TOKEN_MISSING",
        "Bearer%T|TOKEN_MISSING",
        "Bearer\t%T|TOKEN_MISSING",
        " Bearer %T|TOKEN_MISSING",
        "DPoP %T|TOKEN_MISSING",
        "Bearer|TOKEN_UNREADABLE",
        "Bearer |TOKEN_UNREADABLE",
        "Bearer  %T|TOKEN_UNREADABLE",
        "Bearer %T |TOKEN_UNREADABLE",
        "Bearer %T,Bearer %T|TOKEN_UNREADABLE",
        "Bearer %T, x|TOKEN_UNREADABLE",
        "Bearer token=%T|TOKEN_UNREADABLE",
        "Bearer \"%T\"|TOKEN_UNREADABLE",
        "Bearer =|TOKEN_UNREADABLE"
      })
  void readsExactlyOneSchemeOneSpaceAndOneToken(String line, Reason reason) {
    Facts request = authorization(line.replace("%T", token(CLIENT)));

    assertThat(reason(decide(comparing, request, presenter.byHeader(CLIENT)))).isEqualTo(reason);
  }

  @Test
  void schemeIsCaseInsensitive() {
    assertThat(
            decide(comparing, authorization("bEARER " + token(CLIENT)), presenter.byHeader(CLIENT)))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void requestWithoutTokenIsTokenMissing() {
    for (ReceivedCertificate presented :
        new ReceivedCertificate[] {
          presenter.byHeader(CLIENT), presenter.byHeader(SELF_SIGNED), null
        }) {
      assertThat(reason(decide(comparing, Facts.get(), presented))).isEqualTo(Reason.TOKEN_MISSING);
    }
  }

  @Test
  void requiresACertificateBesideAToken() {
    assertThat(
            reason(
                comparing.decide(
                    EndpointKind.PROTECTED_RESOURCE,
                    Facts.get(),
                    null,
                    null,
                    PeerRules.enforced(true))))
        .isEqualTo(Reason.TOKEN_MISSING);
    assertThat(
            reason(
                comparing.decide(
                    EndpointKind.PROTECTED_RESOURCE,
                    bearer(token(CLIENT)),
                    null,
                    null,
                    PeerRules.enforced(true))))
        .isEqualTo(Reason.CERTIFICATE_REQUIRED);
  }

  @Test
  void doesNotReadTheBodyWithoutCertificateAndToken() {
    Facts form = Facts.post("access_token=x").unreadBody();

    assertThat(
            reason(
                comparing.decide(
                    EndpointKind.PROTECTED_RESOURCE, form, null, null, PeerRules.enforced(true))))
        .isEqualTo(Reason.TOKEN_MISSING);
  }

  @Test
  void tokenInASecondPlaceIsAmbiguous() {
    String token = token(CLIENT);
    ReceivedCertificate presented = presenter.byHeader(CLIENT);

    for (Facts request :
        new Facts[] {
          Facts.get().with("Authorization", "Bearer " + token, "Bearer " + token),
          bearer(token).query("access_token=x"),
          bearer(token).query("q=%zz&access%5Ftoken"),
          Facts.get().query("access_token=" + token),
          Facts.post("access_token=" + token),
          Facts.post("a=1&access_token=").with("Authorization", "Bearer " + token)
        }) {
      assertThat(reason(decide(comparing, request, presented))).isEqualTo(Reason.TOKEN_AMBIGUOUS);
    }
    assertThat(
            decide(
                comparing,
                Facts.post("a=1").with("Authorization", "Bearer " + token).query("q=%zz"),
                presented))
        .as("the rest of form and query is the application's")
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void rejectsAnUnreadableForm() {
    Facts request = Facts.post("a=%zz").with("Authorization", "Bearer " + token(CLIENT));

    assertThat(reason(decide(comparing, request, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.FORM_MALFORMED);
  }

  @Test
  void doesNotReadABodyThatIsNotAForm() {
    Facts request =
        bearer(token(CLIENT)).with("Content-Type", "application/json").method("POST").unreadBody();

    assertThat(decide(comparing, request, presenter.byHeader(CLIENT)))
        .isInstanceOf(Decision.Accepted.class);
  }

  // binding.dpop-tokens

  @Test
  void tokenBoundOnlyByDpopPassesOnlyAsDpop() {
    String token = sign(claims().claim("cnf", Map.of("jkt", jkt())));
    ClientBinding passing = Rules.strict().passDpop().load();

    assertThat(decide(passing, authorization("DPoP " + token), null)).isEqualTo(new NoClient(null));
    assertThat(decide(passing, authorization("dpop " + token), presenter.byHeader(CLIENT)))
        .isInstanceOf(Decision.Accepted.class);
    assertThat(reason(decide(passing, bearer(token), presenter.byHeader(CLIENT))))
        .as("RFC 9449 section 7.2")
        .isEqualTo(Reason.TOKEN_UNBOUND);
    assertThat(reason(decide(comparing, bearer(token), presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_UNBOUND);
    assertThat(reason(decide(Rules.strict().acceptUnbound().load(), bearer(token), null)))
        .isEqualTo(Reason.TOKEN_UNBOUND);
  }

  @Test
  void checksTheCertificateBesideADpopKey() {
    ClientBinding passing = Rules.strict().passDpop().load();
    String both =
        sign(claims().claim("cnf", Map.of("jkt", jkt(), "x5t#S256", CLIENT.thumbprint())));

    for (String scheme : new String[] {"DPoP ", "Bearer "}) {
      Facts request = authorization(scheme + both);
      assertThat(decide(passing, request, presenter.byHeader(CLIENT)))
          .isInstanceOf(Decision.Accepted.class);
      assertThat(reason(decide(passing, request, presenter.byHeader(OTHER))))
          .isEqualTo(Reason.TOKEN_MISMATCH);
      assertThat(reason(decide(passing, request, null))).isEqualTo(Reason.CERTIFICATE_REQUIRED);
    }
  }

  @Test
  void tokenNotBoundByDpopDoesNotPassAsDpop() {
    ClientBinding passing = Rules.strict().passDpop().acceptUnbound().load();

    assertThat(
            reason(
                decide(
                    passing, authorization("DPoP " + token(CLIENT)), presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_INVALID);
    assertThat(reason(decide(passing, authorization("DPoP " + sign(claims())), null)))
        .isEqualTo(Reason.TOKEN_INVALID);
  }

  // Verification

  @Test
  void verifiesIssuerAndTimes() {
    Instant now = Instant.now();
    for (JWTClaimsSet.Builder refused :
        new JWTClaimsSet.Builder[] {
          claims(CLIENT).issuer("https://as.example/"),
          claims(CLIENT).issuer(null),
          claims(CLIENT).expirationTime(null),
          claims(CLIENT).expirationTime(Date.from(now.minusSeconds(40))),
          claims(CLIENT).notBeforeTime(Date.from(now.plusSeconds(40)))
        }) {
      assertThat(reason(decide(verifying, bearer(sign(refused)), presenter.byHeader(CLIENT))))
          .isEqualTo(Reason.TOKEN_INVALID);
    }
    JWTClaimsSet.Builder withinTheSkew =
        claims(CLIENT)
            .expirationTime(Date.from(now.minusSeconds(10)))
            .notBeforeTime(Date.from(now.plusSeconds(20)));
    assertThat(decide(verifying, bearer(sign(withinTheSkew)), presenter.byHeader(CLIENT)))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void verifiesTheSignature() {
    String token = token(CLIENT);
    char last = token.charAt(token.length() - 2);
    String changed =
        token.substring(0, token.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + token.charAt(token.length() - 1);
    String unknown =
        sign(
            KEY,
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k2").build(),
            claims(CLIENT).build());
    String ownKey =
        sign(
            FOREIGN_KEY,
            new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(FOREIGN_KEY.toPublicJWK()).build(),
            claims(CLIENT).build());

    for (String refused : new String[] {changed, unknown, ownKey}) {
      assertThat(reason(decide(verifying, bearer(refused), presenter.byHeader(CLIENT))))
          .isEqualTo(Reason.TOKEN_INVALID);
    }
  }

  @Test
  void noCachedTokenOutlivesItsExpiry() {
    MovingClock clock = new MovingClock();
    AccessTokens tokens = tokens(KEYS, clock);
    String token = sign(claims(CLIENT).expirationTime(Date.from(clock.instant().plusSeconds(60))));

    assertThat(tokens.read(token, true)).extracting(Result::refusal).isNull();
    clock.pass(Duration.ofSeconds(60 + 29));
    assertThat(tokens.read(token, true)).as("within the skew").extracting(Result::refusal).isNull();
    clock.pass(Duration.ofSeconds(2));
    assertThat(tokens.read(token, true))
        .extracting(Result::refusal)
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.TOKEN_INVALID));
  }

  /** A key that the issuer withdrew. */
  @Test
  void verifiesACachedTokenAgainAfterTheTimeToLive() {
    MovingClock clock = new MovingClock();
    List<JWK> known = new ArrayList<>(List.of(KEY.toPublicJWK()));
    TokenKeys keys = new TokenKeys((selector, context) -> List.copyOf(known), ISSUER);
    AccessTokens tokens = tokens(keys, clock);
    String token =
        sign(claims(CLIENT).expirationTime(Date.from(clock.instant().plusSeconds(3600))));
    assertThat(tokens.read(token, true)).extracting(Result::refusal).isNull();

    known.clear();
    clock.pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(tokens.read(token, true)).as("remembered").extracting(Result::refusal).isNull();
    clock.pass(Duration.ofMillis(1));
    assertThat(tokens.read(token, true)).extracting(Result::refusal).isNotNull();
  }

  @Test
  void rejectsAVerifiedTokenWithOneChangedCharacter() {
    String line = "Bearer " + token(CLIENT);
    ReceivedCertificate presented = presenter.byHeader(CLIENT);
    Random random = new Random(8705);
    for (int at = "Bearer ".length(); at < line.length(); at++) {
      char changed = (char) (0x20 + random.nextInt(0x60));
      if (changed == line.charAt(at)) {
        continue;
      }
      Facts request = authorization(line.substring(0, at) + changed + line.substring(at + 1));
      assertThat(decide(verifying, request, presented)).isInstanceOf(Decision.Rejected.class);
    }
  }

  @Test
  void everyHeaderAndClaimsGiveADecision() {
    ReceivedCertificate presented = presenter.byHeader(CLIENT);
    Random random = new Random(9449);
    String[] atoms = {
      "{", "}", "[", "]", ",", ":", "\"cnf\"", "\"x5t#S256\"", "\"alg\"", "\"ES256\"", "\"kid\"",
      "1", "-", "1e999", "null", "true", "\"", "\\u", "\"exp\"", "\"crit\"", " ", "\"jkt\""
    };
    for (int i = 0; i < 5_000; i++) {
      StringBuilder header = new StringBuilder("{\"alg\":\"ES256\"");
      StringBuilder claims = new StringBuilder("{");
      for (int n = random.nextInt(6); n > 0; n--) {
        header.append(atoms[random.nextInt(atoms.length)]);
        claims.append(atoms[random.nextInt(atoms.length)]);
      }
      String token = url(header + "}") + "." + url(claims + "}") + "." + url("signature");
      assertThat(decide(verifying, bearer(token), presented)).isInstanceOf(Decision.Rejected.class);
    }
  }

  /** An HMAC with the octets of the public key as the secret. */
  @Test
  void tokenDoesNotChooseTheAlgorithm() throws JOSEException {
    SignedJWT confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), claims(CLIENT).build());
    confused.sign(new MACSigner(KEY.toPublicJWK().toECPublicKey().getEncoded()));

    assertThat(reason(decide(verifying, bearer(confused.serialize()), presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_INVALID);
  }

  @Test
  void acceptsAccessTokensByTypeAndRejectsOthers() {
    for (String type : new String[] {"JWT", "at+jwt", "AT+JWT", "application/at+jwt"}) {
      assertThat(decide(verifying, bearer(typed(type)), presenter.byHeader(CLIENT)))
          .as(type)
          .isInstanceOf(Decision.Accepted.class);
    }
    for (String type : new String[] {"dpop+jwt", "logout+jwt", "token-introspection+jwt"}) {
      assertThat(reason(decide(verifying, bearer(typed(type)), presenter.byHeader(CLIENT))))
          .isEqualTo(Reason.TOKEN_INVALID);
    }
  }

  @Test
  void detailHoldsNeitherTokenNorClaim() {
    Decision decision =
        decide(
            verifying, bearer(sign(claims(CLIENT).issuer("s3cret"))), presenter.byHeader(CLIENT));

    assertThat(((Decision.Rejected) decision).detail()).doesNotContain("s3cret", "ey");
  }

  private static AccessTokens tokens(TokenKeys keys, Clock clock) {
    return Objects.requireNonNull(
        AccessTokens.load(
            Rules.strict().rules(),
            new BindingSources(keys, null, null).ofTokens(),
            null,
            clock,
            new Problems(Map.of())));
  }

  private static String typed(String type) {
    return sign(
        KEY,
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType(type)).build(),
        claims(CLIENT).build());
  }

  private static String token(Pki.Held bound) {
    return sign(claims(bound));
  }

  private static JWTClaimsSet.Builder claims(Pki.Held bound) {
    return claims().claim("cnf", Map.of("x5t#S256", bound.thumbprint()));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .subject("svc")
        .claim("client_id", "somebody")
        .expirationTime(Date.from(Instant.now().plusSeconds(60)));
  }

  private static JWSHeader header() {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build();
  }

  private static String sign(JWTClaimsSet.Builder claims) {
    return sign(KEY, header(), claims.build());
  }

  private static String sign(ECKey key, JWSHeader header, JWTClaimsSet claims) {
    try {
      SignedJWT jwt = new SignedJWT(header, claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String unsigned(String claims) {
    return url("{\"alg\":\"ES256\"}") + "." + url(claims) + "." + url("signature");
  }

  private static String url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String jkt() {
    return OTHER.thumbprint();
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Facts bearer(String token) {
    return authorization("Bearer " + token);
  }

  private static Facts authorization(String line) {
    return Facts.get().with("Authorization", line);
  }

  private static Decision decide(
      ClientBinding binding, Facts request, @Nullable ReceivedCertificate presented) {
    return binding.decide(
        EndpointKind.PROTECTED_RESOURCE, request, presented, null, PeerRules.enforced(false));
  }

  private static ClientIdentity accepted(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Accepted.class);
    return ((Decision.Accepted) decision).client();
  }

  private static Reason reason(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Rejected.class);
    return ((Decision.Rejected) decision).reason();
  }
}
