package io.github.proxymtls.binding;

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
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.proxymtls.Reason;
import io.github.proxymtls.config.Problem;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.fetch.Fetcher;
import io.github.proxymtls.fetch.NamedFetcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of the issuer, fetched from a real server. */
class RemoteTokenKeysTest {

  private static final String ISSUER = "https://as.example";

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;
  private volatile Answer answer;

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          try (exchange) {
            answer.to(exchange);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void fetchesAtStartAndVerifies() throws Exception {
    ECKey key = key("k1");
    answer = json(200, "application/json", new JWKSet(key).toString());
    TokenVerifier verifier = verifier(keys());

    await().until(() -> requests.get() == 1);
    assertThat(refusal(verifier, token(key))).isNull();
    assertThat(refusal(verifier, token(key("k1")))).isNotNull();
    assertThat(requests).hasValue(1);
  }

  @Test
  void oneFetchAtATime() throws Exception {
    ECKey key = key("k1");
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    answer =
        exchange -> {
          most.accumulateAndGet(open.incrementAndGet(), Math::max);
          json(200, "application/json", new JWKSet(key).toString()).to(exchange);
          open.decrementAndGet();
        };
    TokenVerifier verifier = verifier(keys());
    String token = token(key);

    assertThat(
            IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> Objects.isNull(refusal(verifier, token))))
        .containsOnly(true);
    assertThat(most).hasValue(1);
    assertThat(requests).hasValue(1);
  }

  @Test
  void aNewKeyIsFetchedButNotOften() throws Exception {
    ECKey first = key("k1");
    ECKey second = key("k2");
    answer = json(200, "application/jwk-set+json", new JWKSet(first).toString());
    TokenVerifier verifier = verifier(keys());
    assertThat(refusal(verifier, token(first))).isNull();
    answer =
        json(
            200,
            "application/json; charset=utf-8",
            new JWKSet(java.util.List.of(first, second)).toString());

    assertThat(refusal(verifier, token(second))).isNull();
    for (int i = 0; i < 20; i++) {
      assertThat(refusal(verifier, token(key("unknown" + i)))).isNotNull();
    }
    assertThat(requests.get()).isLessThanOrEqualTo(3);
  }

  @Test
  void theLastGoodSetStaysInUseWhileTheEndpointIsDown() throws Exception {
    ECKey key = key("k1");
    answer = json(200, "application/json", new JWKSet(key).toString());
    TokenKeys keys = keys();
    assertThat(refusal(verifier(keys), token(key))).isNull();
    answer = json(500, "application/json", "{}");

    assertThat(refusal(verifier(keys), token(key("k2")))).isNotNull();
    assertThat(requests).as("a fetch was tried, and failed").hasValue(2);
    assertThat(refusal(verifier(keys), token(key))).isNull();
  }

  @Test
  void theKeysStayInUseAcrossAReload() throws Exception {
    ECKey key = key("k1");
    answer = json(200, "application/json", new JWKSet(key).toString());
    Rules rules = Rules.strict().tokenKeys(uri("/"), ISSUER);
    Problems problems = new Problems(Map.of());
    ClientBinding first =
        ClientBinding.load(rules.rules(), BindingSources.NONE, null, Clock.systemUTC(), problems);
    await().until(() -> requests.get() == 1);

    assertThat(
            ClientBinding.load(
                rules.rules(), BindingSources.NONE, first, Clock.systemUTC(), problems))
        .isNotNull();
    assertThat(problems.list()).isEmpty();
    assertThat(requests).hasValue(1);
  }

  @Test
  void withoutKeysNothingIsAccepted() throws Exception {
    answer = json(503, "application/json", "{}");
    TokenVerifier verifier = verifier(keys());

    assertThat(refusal(verifier, token(key("k1"))))
        .isNotNull()
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.TOKEN_INVALID));
  }

  @Test
  void followsNoRedirect() {
    AtomicInteger redirected = new AtomicInteger();
    server.createContext(
        "/elsewhere",
        exchange -> {
          redirected.incrementAndGet();
          try (exchange) {
            json(200, "application/json", "{\"keys\":[]}").to(exchange);
          }
        });
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("Location", uri("/elsewhere").toString());
          exchange.sendResponseHeaders(302, -1);
        };

    assertThatThrownBy(() -> fetcher().fetch(uri("/"))).isInstanceOf(IOException.class);
    assertThat(redirected).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 304, 400, 401, 404, 500})
  void takes200Alone(int status) {
    answer =
        status == 204 || status == 304
            ? exchange -> exchange.sendResponseHeaders(status, -1)
            : json(status, "application/json", "{}");

    assertThatThrownBy(() -> fetcher().fetch(uri("/")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("status " + status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain", "", "application/jsonx", "application/xml"})
  void takesJsonAlone(String type) {
    answer = json(200, type, "{}");

    assertThatThrownBy(() -> fetcher().fetch(uri("/"))).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{} {}", "{\"keys\":[],\"keys\":[]}", "<html>"})
  void takesStrictJsonAlone(String body) {
    answer = json(200, "application/json", body);

    assertThatThrownBy(() -> fetcher().fetch(uri("/"))).isInstanceOf(IOException.class);
  }

  @Test
  void hangsUpOnABodyOverTheLimit() throws IOException {
    String full = "\"" + "a".repeat(JsonFetcher.MAXIMUM_SIZE - 2) + "\"";
    answer = json(200, "application/json", full);
    assertThat(fetcher().fetch(uri("/"))).isEqualTo(full);

    answer = json(200, "application/json", full + " ");
    assertThatThrownBy(() -> fetcher().fetch(uri("/")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void aBodyThatTricklesIsGivenUp() {
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 100; i++) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            sleep();
          }
        };
    Instant start = Instant.now();

    assertThatThrownBy(
            () -> new JsonFetcher(new NamedFetcher(Duration.ofMillis(300))).fetch(uri("/")))
        .isInstanceOf(IOException.class);
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(3));
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
  void refusesEveryOtherUrl(String url) {
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
  void takesHttpsAndLoopback(String url) {
    assertThat(Fetcher.faultOfSecure(URI.create(url))).isNull();
  }

  @Test
  void keysWithoutAnIssuerAreAProblem() {
    assertThat(Rules.strict().tokenKeys(uri("/"), null).problems())
        .extracting(Problem::code)
        .containsExactly("missing-value");
  }

  private TokenKeys keys() {
    Problems problems = new Problems(Map.of());
    TokenKeys keys =
        RemoteTokenKeys.of(Rules.strict().tokenKeys(uri("/"), ISSUER).rules(), problems);
    problems.throwIfAny();
    return Objects.requireNonNull(keys);
  }

  private static TokenVerifier verifier(TokenKeys keys) {
    return new TokenVerifier(keys, Clock.systemUTC());
  }

  private static @Nullable Refusal refusal(TokenVerifier verifier, String token) {
    return verifier.verify(token) instanceof Refusal refusal ? refusal : null;
  }

  private static JsonFetcher fetcher() {
    return new JsonFetcher(new NamedFetcher(Duration.ofSeconds(5)));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private static Answer json(int status, String type, String body) {
    return exchange -> {
      byte[] octets = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
      exchange.getResponseBody().write(octets);
    };
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
