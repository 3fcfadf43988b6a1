package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpServer;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each source of a running engine is counted, with its outcome and how long it took. */
@AllowedLog({"reason=", "event=", "unavailable"})
@Tag("slow")
class LookUpMetersTest {

  /** What a server answers that does not do what it should. */
  enum Failing {
    ERROR_STATUS,
    MALFORMED,
    NO_ANSWER
  }

  @TempDir private Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Fixture fixture;
  private HttpServer server;
  private volatile int status = 200;
  private volatile byte[] body = new byte[0];

  @BeforeEach
  void start() throws IOException {
    fixture = new Fixture(folder);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String type = type(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  private static String type(String path) {
    return path.endsWith("crl") ? "application/pkix-crl" : "application/json";
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"crl", "token-keys", "client-keys", "introspection", "client-registry"})
  void countsWhatIsAnswered(String source) throws Exception {
    body = answer(source);
    assertCounted(source, "answered", "failed");
  }

  /** The registry is a database, which has no status and no body. */
  static Stream<Arguments> countsWhatFails() {
    return Stream.concat(
        Stream.of("crl", "token-keys", "client-keys", "introspection")
            .flatMap(source -> Stream.of(Failing.values()).map(how -> arguments(source, how))),
        Stream.of(arguments("client-registry", Failing.ERROR_STATUS)));
  }

  @ParameterizedTest
  @MethodSource
  void countsWhatFails(String source, Failing failing) throws Exception {
    switch (failing) {
      case ERROR_STATUS -> status = 503;
      case MALFORMED -> body = "<html>".getBytes(StandardCharsets.US_ASCII);
      case NO_ANSWER -> stop();
    }
    assertCounted(source, "failed", "answered");
  }

  private byte[] answer(String source) {
    String thumbprint = fixture.client.thumbprint();
    return switch (source) {
      case "crl" -> fixture.root.crl().der();
      case "token-keys" -> "{\"keys\":[]}".getBytes(StandardCharsets.US_ASCII);
      case "client-keys" ->
          ("{\"keys\":[{\"kty\":\"RSA\",\"x5t#S256\":\"" + thumbprint + "\"}]}")
              .getBytes(StandardCharsets.US_ASCII);
      case "introspection" ->
          ("{\"active\":true,\"cnf\":{\"x5t#S256\":\"" + thumbprint + "\"}}")
              .getBytes(StandardCharsets.US_ASCII);
      default -> "[]".getBytes(StandardCharsets.US_ASCII);
    };
  }

  /** Reads the meters before the engine is closed, which interrupts what it is fetching. */
  private void assertCounted(String source, String outcome, String never) throws Exception {
    try (ProxyMtls engine = engine(source);
        Container.Running application =
            Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
      Fixture.from(Wire.get("/api/a").bearer("opaque"), fixture.client).to(application);
      Fixture.from(
              Wire.form("/token", "grant_type=client_credentials&client_id=svc"), fixture.client)
          .to(application);
      Timer timer = timer(source, outcome);
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> timer.count() > 0);
      assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
      assertThat(timer(source, never).count()).isZero();
      assertThat(others(source)).isZero();
    }
  }

  private ProxyMtls engine(String source) throws SQLException {
    ProxyMtls.Builder builder = fixture.engine().listener(new ProxyMtlsMeters(registry));
    String uri = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + source;
    ProxyMtls.Builder asking =
        switch (source) {
          case "crl" ->
              builder
                  .set("proxymtls.client.revocation.methods", "crl")
                  .set("proxymtls.client.revocation.crls", uri);
          case "token-keys" ->
              builder
                  .set("proxymtls.binding.protected-resources", "/api/*")
                  .set("proxymtls.binding.token-jwks-uri", uri)
                  .set("proxymtls.binding.token-issuer", "https://as.example");
          case "introspection" ->
              builder
                  .set("proxymtls.binding.protected-resources", "/api/*")
                  .set("proxymtls.binding.introspection.url", uri)
                  .set("proxymtls.binding.introspection.client-id", "filter")
                  .set(
                      "proxymtls.binding.introspection.client-secret-file",
                      fixture.file("secret", "s3cret-of-the-filter"));
          case "client-keys" ->
              builder
                  .set("proxymtls.client.self-signed", "pinned")
                  .set("proxymtls.binding.client-authentication", "/token")
                  .set(
                      "proxymtls.binding.jwks-allowed-hosts",
                      "127.0.0.1:" + server.getAddress().getPort())
                  .set("proxymtls.binding.clients", fixture.file("clients.json", clients(uri)));
          default ->
              builder
                  .set("proxymtls.binding.client-authentication", "/token")
                  .set(
                      "proxymtls.binding.jdbc.query",
                      "select metadata from clients where client_id = ?")
                  .dataSource(database());
        };
    return asking.build();
  }

  private static String clients(String uri) {
    return """
        [{"client_id": "svc", "token_endpoint_auth_method": "self_signed_tls_client_auth",
          "jwks_uri": "%s"}]
        """
        .formatted(uri);
  }

  /** The table is missing where the server would answer with an error. */
  private JdbcDataSource database() throws SQLException {
    JdbcDataSource database = new JdbcDataSource();
    database.setURL("jdbc:h2:mem:" + folder.getFileName() + ";DB_CLOSE_DELAY=-1");
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      if (status == 200) {
        statement.execute("create table clients (client_id varchar(99), metadata varchar(999))");
      }
    }
    return database;
  }

  private Timer timer(String source, String outcome) {
    return registry.get("proxymtls.lookups").tags("source", source, "outcome", outcome).timer();
  }

  private long others(String source) {
    return registry.get("proxymtls.lookups").timers().stream()
        .filter(timer -> !source.equals(timer.getId().getTag("source")))
        .mapToLong(Timer::count)
        .sum();
  }
}
