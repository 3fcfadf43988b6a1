package io.github.proxymtls.internal.binding.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Facts;
import io.github.proxymtls.Problem;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.BindingSources;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.binding.PeerRules;
import io.github.proxymtls.internal.binding.Presenter;
import io.github.proxymtls.internal.binding.ReceivedCertificate;
import io.github.proxymtls.internal.binding.Rules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.Thumbprint;
import io.github.proxymtls.oauth.TokenKeys;
import io.github.proxymtls.testing.MovingClock;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that a real server introspects, through {@link ClientBinding#decide}. */
@Tag("slow")
class IntrospectionTest {

  private static final String CLIENT_ID = "the:filter";
  private static final String SECRET = "s3cret %+&\u00e9";
  private static final Pki PKI = Pki.create();
  private static final Pki.Authority ROOT = PKI.root("Example Root");
  private static final Pki.Held CLIENT = ROOT.client("svc").issue();
  private static final Pki.Held OTHER = ROOT.client("svc").issue();
  private static final Pki.Held SELF_SIGNED = PKI.selfSigned("kiosk").issue();
  private static final String OPAQUE = "2YotnFZFEjr1zCsicMWpAA~+/==";

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger questions = new AtomicInteger();
  private final CountDownLatch released = new CountDownLatch(1);
  private final List<String> asked = new ArrayList<>();
  private final MovingClock clock = new MovingClock();
  private Presenter presenter;
  private HttpServer server;
  private ClientBinding binding;
  private volatile Answer answer;

  private interface Answer {
    void to(HttpExchange exchange) throws Exception;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    server.setExecutor(threads);
    server.createContext(
        "/introspect",
        exchange -> {
          questions.incrementAndGet();
          try (exchange) {
            answer.to(exchange);
          } catch (IOException gone) {
            throw gone;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    server.start();
    presenter = new Presenter(folder, ROOT);
    binding = rules().load(null, clock);
    answer = json("{\"active\":true,\"cnf\":{\"x5t#S256\":\"" + CLIENT.thumbprint() + "\"}}");
  }

  @AfterEach
  void stop() {
    released.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void opaqueTokenIsBoundByTheIntrospectionResponse() {
    assertThat(accepted(decide(binding, OPAQUE, presenter.byHeader(CLIENT))).certificate())
        .isEqualTo(CLIENT.certificate());
    assertThat(reason(decide(binding, OPAQUE, presenter.byHeader(OTHER))))
        .isEqualTo(Reason.TOKEN_MISMATCH);
    assertThat(questions).as("asked once").hasValue(1);
  }

  @Test
  void sendsTheRequestOfTheRfc() {
    Answer good = answer;
    answer =
        exchange -> {
          asked.add(exchange.getRequestMethod());
          asked.add(exchange.getRequestHeaders().getFirst("Content-Type"));
          asked.add(exchange.getRequestHeaders().getFirst("Accept"));
          asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          good.to(exchange);
        };
    accepted(decide(binding, OPAQUE, presenter.byHeader(CLIENT)));

    String credential = "the%3Afilter:s3cret+%25%2B%26%C3%A9";
    assertThat(asked)
        .containsExactly(
            "POST",
            "application/x-www-form-urlencoded; charset=UTF-8",
            "application/json",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(credential.getBytes(StandardCharsets.US_ASCII)),
            "token=2YotnFZFEjr1zCsicMWpAA%7E%2B%2F%3D%3D&token_type_hint=access_token");
  }

  /** Without keys a JWT is introspected, too; with keys no JWT is introspected. */
  @Test
  void introspectsAJwtWithoutKeys() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    String jwt = jwt(key);
    accepted(decide(binding, jwt, presenter.byHeader(CLIENT)));
    assertThat(questions).hasValue(1);

    ClientBinding both =
        rules()
            .load(new TokenKeys(new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())), "as"), clock);
    accepted(decide(both, jwt, presenter.byHeader(CLIENT)));
    assertThat(reason(decide(both, jwt + "A", presenter.byHeader(CLIENT))))
        .as("a broken JWT is no opaque token")
        .isIn(Reason.TOKEN_INVALID, Reason.TOKEN_UNREADABLE);
    assertThat(questions).hasValue(1);
    for (String opaque : new String[] {OPAQUE, "v4.local.x", "e.e.e", "ey.J", "a.b.c.d.e"}) {
      accepted(decide(both, opaque, presenter.byHeader(CLIENT)));
    }
    assertThat(questions).hasValue(6);
  }

  @Test
  void introspectedTokenAcceptsAPinnedCandidate() {
    answer = json("{\"active\":true,\"cnf\":{\"x5t#S256\":\"" + SELF_SIGNED.thumbprint() + "\"}}");

    ClientIdentity client = accepted(decide(binding, OPAQUE, presenter.byHeader(SELF_SIGNED)));
    assertThat(client.acceptance()).isEqualTo(ClientIdentity.Acceptance.PINNED);
    assertThat(client.principal()).isNull();

    answer = json("{\"active\":true}");
    ClientBinding unbound = rules().acceptUnbound().load(null, clock);
    assertThat(reason(decide(unbound, OPAQUE, presenter.byHeader(SELF_SIGNED))))
        .isEqualTo(Reason.CERTIFICATE_NOT_PINNED);
  }

  @Test
  void doesNotIntrospectWithoutACertificate() {
    assertThat(reason(decide(binding, OPAQUE, null))).isEqualTo(Reason.CERTIFICATE_REQUIRED);
    assertThat(questions).hasValue(0);

    answer = json("{\"active\":true}");
    ClientBinding unbound = rules().acceptUnbound().load(null, clock);
    accepted(decide(unbound, OPAQUE, presenter.byHeader(CLIENT)));
    assertThat(reason(decide(unbound, OPAQUE, null)))
        .as("nor is what another request learned told")
        .isEqualTo(Reason.CERTIFICATE_REQUIRED);
  }

  @Test
  void doesNotIntrospectAnAmbiguousOrMissingToken() {
    for (Facts request :
        new Facts[] {
          Facts.get(),
          Facts.get().with("Authorization", "Basic YTpi"),
          Facts.get().with("Authorization", "Bearer a", "Bearer b"),
          Facts.get().with("Authorization", "Bearer a").query("access_token=a"),
          Facts.post("access_token=a").with("Authorization", "Bearer a"),
          Facts.get().with("Authorization", "Bearer " + "a".repeat(16 * 1024 + 1))
        }) {
      assertThat(
              binding.decide(
                  EndpointKind.PROTECTED_RESOURCE,
                  request,
                  presenter.byHeader(CLIENT),
                  null,
                  PeerRules.enforced(true)))
          .isInstanceOf(Decision.Rejected.class);
    }
    assertThat(questions).hasValue(0);
  }

  @Test
  void tokensWithoutConfirmationAndByDpopFollowTheConfiguration() {
    answer = json("{\"active\":true}");
    assertThat(reason(decide(binding, OPAQUE, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_UNBOUND);
    accepted(decide(rules().acceptUnbound().load(null, clock), OPAQUE, presenter.byHeader(CLIENT)));

    answer = json("{\"active\":true,\"cnf\":{\"jkt\":\"" + OTHER.thumbprint() + "\"}}");
    ClientBinding dpop = rules().passDpop().load(null, clock);
    assertThat(reason(decide(dpop, OPAQUE, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_UNBOUND);
    accepted(decide(dpop, "DPoP", OPAQUE, presenter.byHeader(CLIENT)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "\"%T\"",
        "[\"%T\"]",
        "{\"x5t#S256\":\"%T=\"}",
        "{\"x5t#S256\":null}",
        "{\"x5t#S256\":\"%T\",\"kid\":\"x\"}"
      })
  void rejectsAConfirmationThatIsNotUnderstood(String confirmation) {
    answer =
        json("{\"active\":true,\"cnf\":" + confirmation.replace("%T", CLIENT.thumbprint()) + "}");

    assertThat(reason(decide(binding, OPAQUE, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_INVALID);
  }

  // Invalid responses

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "true",
        "null",
        "{\"active\":\"true\"%C}",
        "{\"active\":1%C}",
        "{\"active\":null%C}",
        "{\"active\":[true]%C}",
        "{\"Active\":true%C}",
        "{\"active\":false,\"active\":true%C}",
        "{\"active\":true,\"active\":true%C}",
        "{\"active\":true%C%C}",
        "{\"active\":true%C,\"a\":{\"b\":1,\"b\":2}}",
        "{\"active\":true%C}}",
        "{\"active\":true%C}x",
        "{'active':true%C}",
        "{\"active\":true%C,}",
        "\uFEFF{\"active\":true%C}",
        "{\"active\":true%C,\"exp\":\"1790000000\"}",
        "{\"active\":true%C,\"exp\":null}",
        "{\"active\":true%C,\"exp\":1790000000.5}",
        "{\"active\":true%C,\"exp\":-1}",
        "{\"active\":true%C,\"exp\":1e99}",
        "{\"active\":true%C,\"nbf\":\"0\"}",
        "{\"active\":true%C,\"nbf\":[]}",
        "<html>active</html>"
      })
  void rejectsAMalformedResponse(String body) {
    String confirmation = ",\"cnf\":{\"x5t#S256\":\"" + CLIENT.thumbprint() + "\"}";
    answer = json(body.replace("%C", confirmation));
    assertUnavailable();
  }

  /** RFC 6750 section 2.1: a token has at least one character. */
  @ParameterizedTest
  @ValueSource(strings = {"", "=", "=="})
  void doesNotIntrospectATokenOfPaddingOnly(String token) {
    assertThat(reason(decide(binding, token, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_UNREADABLE);
    assertThat(questions).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 302, 307, 400, 401, 403, 404, 500, 503})
  void rejectsAnotherStatusThan200(int status) {
    AtomicInteger elsewhere = new AtomicInteger();
    server.createContext(
        "/elsewhere",
        exchange -> {
          elsewhere.incrementAndGet();
          exchange.close();
        });
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("Location", url("/elsewhere").toString());
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, -1);
        };
    assertUnavailable();
    assertThat(elsewhere).as("no redirect is followed").hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "text/plain", "", "application/token-introspection+jwt", "text/json"})
  void rejectsAnotherMediaTypeThanJson(String type) {
    answer =
        typed(type, "{\"active\":true,\"cnf\":{\"x5t#S256\":\"" + CLIENT.thumbprint() + "\"}}");
    assertUnavailable();
  }

  @Test
  void rejectsAHugeResponse() {
    String confirmation = "{\"active\":true,\"cnf\":{\"x5t#S256\":\"" + CLIENT.thumbprint() + "\"}";
    int rest = IntrospectionEndpoint.MAXIMUM_RESPONSE - confirmation.length() - 1;
    answer = json(confirmation + " ".repeat(rest) + "}");
    accepted(decide(binding, OPAQUE, presenter.byHeader(CLIENT)));

    answer = json(confirmation + " ".repeat(rest + 1) + "}");
    assertThat(reason(decide(binding, OPAQUE + "=", presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.INTROSPECTION_UNAVAILABLE);
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 10 * 1024; i++) {
            exchange.getResponseBody().write(new byte[1024]);
          }
        };
    assertThat(reason(decide(binding, OPAQUE + "==", presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.INTROSPECTION_UNAVAILABLE);
  }

  @Test
  void asksAgainAfterTheServerWasDown() {
    server.stop(0);
    Decision.Rejected rejected =
        (Decision.Rejected) decide(binding, OPAQUE, presenter.byHeader(CLIENT));

    assertThat(rejected.reason()).isEqualTo(Reason.INTROSPECTION_UNAVAILABLE);
    assertThat(rejected.reason().answer(rejected.endpoint()).status()).isEqualTo(503);
  }

  /**
   * The token is rejected, the result is not cached, and the detail holds neither credential nor
   * token.
   */
  private void assertUnavailable() {
    Answer bad = answer;
    Decision.Rejected rejected =
        (Decision.Rejected) decide(binding, OPAQUE, presenter.byHeader(CLIENT));
    assertThat(rejected.reason()).isEqualTo(Reason.INTROSPECTION_UNAVAILABLE);
    assertThat(rejected.detail()).doesNotContain("s3cret", "2Yotn", "Basic");

    answer = json("{\"active\":true,\"cnf\":{\"x5t#S256\":\"" + CLIENT.thumbprint() + "\"}}");
    accepted(decide(binding, OPAQUE, presenter.byHeader(CLIENT)));
    answer = bad;
    accepted(decide(binding, OPAQUE, presenter.byHeader(CLIENT)));
  }

  // Caching

  @Test
  void rejectsAnInactiveTokenAndCachesItBriefly() {
    answer = json("{\"active\":false,\"exp\":\"x\"}");
    assertThat(reason(decide(binding, OPAQUE, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_INVALID);
    answer = json("{\"active\":true,\"cnf\":{\"x5t#S256\":\"" + CLIENT.thumbprint() + "\"}}");

    clock.pass(IntrospectionResponse.INACTIVE.minusMillis(1));
    assertThat(reason(decide(binding, OPAQUE, presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_INVALID);
    clock.pass(Duration.ofMillis(1));
    accepted(decide(binding, OPAQUE, presenter.byHeader(CLIENT)));
    assertThat(questions).hasValue(2);
  }

  @Test
  void cachesNoResponseBeyondExpOrTheTimeToLive() {
    for (Duration lifetime : new Duration[] {Duration.ofSeconds(60), Duration.ofHours(1)}) {
      String token = "t" + lifetime.toSeconds();
      answer = expiring(clock.instant().plus(lifetime));
      accepted(decide(binding, token, presenter.byHeader(CLIENT)));
      questions.set(0);
      answer = json("{\"active\":false}");

      Duration limit = Duration.ofMinutes(5);
      clock.pass((lifetime.compareTo(limit) < 0 ? lifetime : limit).minusMillis(1));
      accepted(decide(binding, token, presenter.byHeader(CLIENT)));
      assertThat(questions).hasValue(0);
      clock.pass(Duration.ofMillis(1));
      assertThat(reason(decide(binding, token, presenter.byHeader(CLIENT))))
          .isEqualTo(Reason.TOKEN_INVALID);
      assertThat(questions).hasValue(1);
    }
  }

  @Test
  void rejectsAnActiveTokenOutsideItsValidity() {
    answer = expiring(clock.instant().minusSeconds(29));
    accepted(decide(binding, "a", presenter.byHeader(CLIENT)));
    accepted(decide(binding, "a", presenter.byHeader(CLIENT)));
    assertThat(questions).as("past exp nothing is remembered").hasValue(2);
    answer = expiring(clock.instant().minusSeconds(30));
    assertThat(reason(decide(binding, "b", presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_INVALID);

    answer = beginning(clock.instant().plusSeconds(30));
    accepted(decide(binding, "c", presenter.byHeader(CLIENT)));
    answer = beginning(clock.instant().plusSeconds(31));
    assertThat(reason(decide(binding, "d", presenter.byHeader(CLIENT))))
        .isEqualTo(Reason.TOKEN_INVALID);
  }

  @Test
  void sendsOneRequestAtATimeForEachToken() throws Exception {
    Introspection introspection = waiting();
    List<Future<Result<Confirmation>>> answers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      answers.add(threads.submit(() -> ask(introspection, OPAQUE)));
    }
    await().until(() -> questions.get() == 1);
    released.countDown();

    for (Future<Result<Confirmation>> answered : answers) {
      assertThat(answered.get()).extracting(Result::refusal).isNull();
    }
    assertThat(questions).hasValue(1);
  }

  @Test
  void limitsConcurrentRequests() throws Exception {
    Introspection introspection = waiting();
    List<Future<Result<Confirmation>>> answers = new ArrayList<>();
    for (int i = 0; i < Introspection.MAXIMUM_REQUESTS; i++) {
      String token = "token" + i;
      answers.add(threads.submit(() -> ask(introspection, token)));
    }
    await().until(() -> questions.get() == Introspection.MAXIMUM_REQUESTS);
    assertThat(ask(introspection, "one-more"))
        .extracting(Result::refusal)
        .satisfies(
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.INTROSPECTION_UNAVAILABLE));
    released.countDown();

    for (Future<Result<Confirmation>> answered : answers) {
      assertThat(answered.get()).extracting(Result::refusal).isNull();
    }
    assertThat(ask(introspection, "one-more")).extracting(Result::refusal).isNull();
  }

  /** An endpoint that responds when the test releases it. */
  private Introspection waiting() {
    TokenCache cache = new TokenCache(1 << 20, Duration.ofMinutes(5), clock);
    return new Introspection(
        token -> {
          questions.incrementAndGet();
          try {
            released.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return new IntrospectionResponse(Result.of(Confirmation.of(null)), Instant.MAX);
        },
        cache);
  }

  private static Result<Confirmation> ask(Introspection introspection, String token) {
    return introspection.ask(Thumbprint.over(token.getBytes(StandardCharsets.US_ASCII)), token);
  }

  // The client secret

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "a\nb", "a\n\n", "a\u0000", "a\tb", "\u00ff(latin1)"})
  void secretIsOneLine(String content) throws IOException {
    Path file = folder.resolve("bad");
    Files.write(
        file,
        content.getBytes(
            content.endsWith("(latin1)") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));

    assertThat(problems(rules(url("/introspect"), file))).containsExactly("invalid-secret");
  }

  @Test
  void secretHasAMaximumLengthAndMayEndWithALineEnd() throws IOException {
    Path file = folder.resolve("bad");
    Files.writeString(file, "a".repeat(ClientSecret.MAXIMUM_LENGTH) + "\r\n");
    assertThat(problems(rules(url("/introspect"), file))).isEmpty();
    Files.writeString(file, "a".repeat(ClientSecret.MAXIMUM_LENGTH + 1));
    assertThat(problems(rules(url("/introspect"), file))).containsExactly("invalid-secret");
    Files.delete(file);
    assertThat(problems(rules(url("/introspect"), file))).containsExactly("unreadable-file");
  }

  @Test
  void sendsNoSecretInTheClear() {
    assertThat(problems(rules(URI.create("http://as.example/introspect"), secret())))
        .containsExactly("url-refused");
  }

  @Test
  void reloadUsesAChangedSecret() throws IOException {
    List<String> credentials = new ArrayList<>();
    Answer good = answer;
    answer =
        exchange -> {
          credentials.add(exchange.getRequestHeaders().getFirst("Authorization"));
          good.to(exchange);
        };
    accepted(decide(binding, OPAQUE, presenter.byHeader(CLIENT)));
    Rules rules = rules();
    Files.writeString(secret(), "another\n");
    Problems problems = new Problems(Map.of());
    ClientBinding next =
        ClientBinding.load(
            rules.rules(), BindingSources.NONE, binding, Clock.systemUTC(), problems);
    problems.throwIfAny();
    accepted(decide(next, OPAQUE, presenter.byHeader(CLIENT)));

    assertThat(credentials).hasSize(2).doesNotHaveDuplicates();
  }

  private Rules rules() {
    try {
      Files.writeString(secret(), SECRET + "\n");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return rules(url("/introspect"), secret());
  }

  private static Rules rules(URI url, Path secret) {
    return Rules.strict().introspection(url, CLIENT_ID, secret);
  }

  private Path secret() {
    return folder.resolve("secret");
  }

  private static List<String> problems(Rules rules) {
    List<Problem> problems = rules.problems();
    assertThat(problems.toString()).doesNotContain("aaaa", "latin1");
    return problems.stream().map(Problem::code).toList();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static Answer expiring(Instant at) {
    return timed("exp", at);
  }

  private static Answer beginning(Instant at) {
    return timed("nbf", at);
  }

  private static Answer timed(String member, Instant at) {
    return json(
        "{\"active\":true,\""
            + member
            + "\":"
            + at.getEpochSecond()
            + ",\"cnf\":{\"x5t#S256\":\""
            + CLIENT.thumbprint()
            + "\"}}");
  }

  private static Answer json(String body) {
    return typed("application/json;charset=UTF-8", body);
  }

  private static Answer typed(String type, String body) {
    return exchange -> {
      byte[] octets = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(200, octets.length == 0 ? -1 : octets.length);
      exchange.getResponseBody().write(octets);
    };
  }

  private String jwt(ECKey key) throws Exception {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer("as")
                .expirationTime(Date.from(clock.instant().plusSeconds(60)))
                .claim("cnf", Map.of("x5t#S256", CLIENT.thumbprint()))
                .build());
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private static Decision decide(
      ClientBinding binding, String token, @Nullable ReceivedCertificate presented) {
    return decide(binding, "Bearer", token, presented);
  }

  private static Decision decide(
      ClientBinding binding, String scheme, String token, @Nullable ReceivedCertificate presented) {
    Facts request = Facts.get().with("Authorization", scheme + " " + token);
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
