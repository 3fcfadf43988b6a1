package io.github.proxymtls.internal.binding.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.proxymtls.Problem;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.BindingSources;
import io.github.proxymtls.internal.binding.ClientBinding;
import io.github.proxymtls.internal.binding.LoopbackServer;
import io.github.proxymtls.internal.binding.Rules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.fetch.NamedFetcher;
import io.github.proxymtls.internal.jose.JsonFetcher;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.oauth.TokenKeys;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of the issuer, fetched from a real server. */
class RemoteTokenKeysTest {

  private static final int PIECES = 100;
  private static final String ISSUER = "https://as.example";

  private LoopbackServer server;

  @BeforeEach
  void start() throws IOException {
    server = LoopbackServer.start(LoopbackServer.body(503, "application/json", "{}"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void fetchesAtStartAndVerifies() throws Exception {
    ECKey key = key("k1");
    server.answer(LoopbackServer.body(200, "application/json", new JWKSet(key).toString()));
    TokenVerifier verifier = verifier(keys());

    await().until(() -> server.requests().get() == 1);
    assertThat(refusal(verifier, token(key))).isNull();
    assertThat(refusal(verifier, token(key("k1")))).isNotNull();
    assertThat(server.requests()).hasValue(1);
  }

  @Test
  void fetchesOnceAtATime() throws Exception {
    ECKey key = key("k1");
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    server.answer(
        exchange -> {
          most.accumulateAndGet(open.incrementAndGet(), Math::max);
          LoopbackServer.body(200, "application/json", new JWKSet(key).toString()).to(exchange);
          open.decrementAndGet();
        });
    TokenVerifier verifier = verifier(keys());
    String token = token(key);

    assertThat(
            IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> Objects.isNull(refusal(verifier, token))))
        .containsOnly(true);
    assertThat(most).hasValue(1);
    assertThat(server.requests()).hasValue(1);
  }

  @Test
  void fetchesANewKeyButNotOften() throws Exception {
    ECKey first = key("k1");
    ECKey second = key("k2");
    server.answer(
        LoopbackServer.body(200, "application/jwk-set+json", new JWKSet(first).toString()));
    TokenVerifier verifier = verifier(keys());
    assertThat(refusal(verifier, token(first))).isNull();
    server.answer(
        LoopbackServer.body(
            200,
            "application/json; charset=utf-8",
            new JWKSet(java.util.List.of(first, second)).toString()));

    assertThat(refusal(verifier, token(second))).isNull();
    for (int i = 0; i < 20; i++) {
      assertThat(refusal(verifier, token(key("unknown" + i)))).isNotNull();
    }
    assertThat(server.requests().get()).isLessThanOrEqualTo(3);
  }

  @ExpectedLog("token_keys=unavailable")
  @Test
  void lastGoodSetStaysInUseWhileTheEndpointIsDown() throws Exception {
    ECKey key = key("k1");
    server.answer(LoopbackServer.body(200, "application/json", new JWKSet(key).toString()));
    TokenKeys keys = keys();
    assertThat(refusal(verifier(keys), token(key))).isNull();
    server.answer(LoopbackServer.body(500, "application/json", "{}"));

    assertThat(refusal(verifier(keys), token(key("k2")))).isNotNull();
    assertThat(server.requests()).as("a fetch was tried, and failed").hasValue(2);
    assertThat(refusal(verifier(keys), token(key))).isNull();
  }

  @Test
  void keysStayInUseAcrossAReload() throws Exception {
    ECKey key = key("k1");
    server.answer(LoopbackServer.body(200, "application/json", new JWKSet(key).toString()));
    Rules rules = Rules.strict().tokenKeys(server.uri("/"), ISSUER);
    Problems problems = new Problems(Map.of());
    ClientBinding first =
        ClientBinding.load(rules.rules(), BindingSources.NONE, null, Clock.systemUTC(), problems);
    first.start();
    await().until(() -> server.requests().get() == 1);

    assertThat(
            ClientBinding.load(
                rules.rules(), BindingSources.NONE, first, Clock.systemUTC(), problems))
        .isNotNull();
    assertThat(problems.list()).isEmpty();
    assertThat(server.requests()).hasValue(1);
  }

  @AllowedLog("token_keys=unavailable")
  @Test
  void acceptsNothingWithoutKeys() throws Exception {
    server.answer(LoopbackServer.body(503, "application/json", "{}"));
    TokenVerifier verifier = verifier(keys());

    assertThat(refusal(verifier, token(key("k1"))))
        .isNotNull()
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.TOKEN_INVALID));
  }

  @Test
  void followsNoRedirect() {
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().add("Location", server.uri("/elsewhere").toString());
          exchange.sendResponseHeaders(302, -1);
        });

    assertThatThrownBy(() -> fetcher().fetch(server.uri("/"))).isInstanceOf(IOException.class);
    assertThat(server.requests()).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 304, 400, 401, 404, 500})
  void acceptsOnlyStatus200(int status) {
    server.answer(
        status == 204 || status == 304
            ? exchange -> exchange.sendResponseHeaders(status, -1)
            : LoopbackServer.body(status, "application/json", "{}"));

    assertThatThrownBy(() -> fetcher().fetch(server.uri("/")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain", "", "application/jsonx", "application/xml"})
  void acceptsOnlyJson(String type) {
    server.answer(LoopbackServer.body(200, type, "{}"));

    assertThatThrownBy(() -> fetcher().fetch(server.uri("/"))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "{\"keys\":[],\"keys\":[]}", "<html>"})
  void acceptsOnlyStrictJson(String body) {
    server.answer(LoopbackServer.body(200, "application/json", body));

    assertThatThrownBy(() -> fetcher().fetch(server.uri("/"))).isInstanceOf(IOException.class);
  }

  @Test
  void closesTheConnectionOnABodyOverTheLimit() throws IOException {
    String full = "\"" + "a".repeat(JsonFetcher.MAXIMUM_SIZE - 2) + "\"";
    server.answer(LoopbackServer.body(200, "application/json", full));
    assertThat(fetcher().fetch(server.uri("/"))).isEqualTo(full);

    server.answer(LoopbackServer.body(200, "application/json", full + " "));
    assertThatThrownBy(() -> fetcher().fetch(server.uri("/")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void abandonsASlowResponse() {
    AtomicInteger sent = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(1);
    server.answer(
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          try {
            for (int i = 0; i < PIECES; i++) {
              exchange.getResponseBody().write(' ');
              exchange.getResponseBody().flush();
              sent.incrementAndGet();
              sleep();
            }
          } finally {
            ended.countDown();
          }
        });

    assertThatThrownBy(
            () -> new JsonFetcher(new NamedFetcher(Duration.ofMillis(300))).fetch(server.uri("/")))
        .isInstanceOf(IOException.class);
    await().until(() -> ended.getCount() == 0);
    assertThat(sent).as("pieces before the client hangs up").hasValueLessThan(PIECES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://as.example/jwks",
        "http://127.0.0.1.example/jwks",
        "http://localhost.example/jwks",
        "http://10.0.0.1/jwks",
        "https://user@as.example/jwks",
        "http://user:password@127.0.0.1/jwks",
        "ftp://127.0.0.1/jwks",
        "file:///etc/passwd",
        "https:///jwks",
        "https://as.example:65536/jwks",
        "jwks.json"
      })
  void rejectsEveryOtherUrl(String url) {
    assertThat(Fetcher.faultOfSecure(URI.create(url))).isNotNull();
    assertThatThrownBy(() -> fetcher().fetch(URI.create(url))).isInstanceOf(IOException.class);
    assertThat(Rules.strict().tokenKeys(URI.create(url), ISSUER).problems())
        .extracting(Problem::code)
        .containsExactly("url-refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://as.example/jwks",
        "HTTPS://as.example:8443/jwks",
        "https://as.example:65535/jwks",
        "http://127.0.0.1:8080/jwks",
        "http://[::1]/jwks",
        "http://LOCALHOST/jwks"
      })
  void acceptsHttpsAndLoopback(String url) {
    assertThat(Fetcher.faultOfSecure(URI.create(url))).isNull();
  }

  @Test
  void keysWithoutAnIssuerAreAProblem() {
    assertThat(Rules.strict().tokenKeys(server.uri("/"), null).problems())
        .extracting(Problem::code)
        .containsExactly("missing-value");
  }

  private TokenKeys keys() {
    Problems problems = new Problems(Map.of());
    RemoteTokenKeys keys =
        RemoteTokenKeys.of(Rules.strict().tokenKeys(server.uri("/"), ISSUER).rules(), problems);
    problems.throwIfAny();
    Objects.requireNonNull(keys).start();
    return keys.keys();
  }

  private static TokenVerifier verifier(TokenKeys keys) {
    return new TokenVerifier(keys, Clock.systemUTC());
  }

  private static @Nullable Refusal refusal(TokenVerifier verifier, String token) {
    return verifier.verify(token).refusal();
  }

  private static JsonFetcher fetcher() {
    return new JsonFetcher(new NamedFetcher(Duration.ofSeconds(5)));
  }

  private static void sleep() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ECKey key(String id) throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
  }

  private static String token(ECKey key) throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build());
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }
}
