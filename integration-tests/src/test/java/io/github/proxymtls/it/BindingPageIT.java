package io.github.proxymtls.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.files.BcryptPassword;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import io.github.proxymtls.testing.Pki;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the binding page: its registrations, properties, code, requests and responses. The test acts
 * as the proxy and adds the headers that NGINX would add.
 */
@Tag("slow")
class BindingPageIT {

  private static final Path PAGE = Path.of("..", "filter", "docs", "binding.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final RestAssuredConfig AS_IT_STANDS =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false));

  private static final String ISSUER = "https://as.example";
  private static final String EXAMPLE = "A complete example";
  private static final String REGISTRATIONS = "Registrations";
  private static final String INTROSPECTION = "Introspection";
  private static final String ISSUING = "For authorization servers";
  private static final String RESOURCE = "For resource servers that read the token themselves";

  private static final String CONFIRMATION = "confirmation";

  private final Pki pki = Pki.create();
  private final Pki.Authority root = pki.root("Example Client CA");
  private final Pki.Held ledger = client("CN=ledger,O=Example Bank,C=XX");
  private final Pki.Held reports = client("CN=reports,O=Example Bank,C=XX");
  private final Pki.Held kiosk = pki.selfSigned("kiosk").issue();

  @TempDir Path folder;
  private List<Block> blocks;
  private ECKey key;
  private HttpServer authorizationServer;
  private URLClassLoader loader;
  private HttpExchange asked;
  private String form = "";

  private record Block(String section, String language, String text) {}

  private Pki.Held client(String subject) {
    return root.client(subject).subject(subject).issue();
  }

  @BeforeEach
  void prepare() throws Exception {
    blocks = read(Files.readString(PAGE));
    key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
    authorizationServer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    authorizationServer.createContext(
        "/jwks", exchange -> answer(exchange, new JWKSet(key.toPublicJWK()).toString()));
    authorizationServer.createContext("/introspect", this::introspect);
    authorizationServer.start();
    Files.writeString(folder.resolve("client-ca.pem"), root.pem());
    Files.writeString(folder.resolve("clients.json"), registrations());
    Files.writeString(folder.resolve("introspection-secret"), "s3cret\n");
    Files.writeString(
        folder.resolve("users"),
        "edge-1:" + BcryptPassword.hash("secret".getBytes(StandardCharsets.UTF_8), 4) + "\n");
  }

  @AfterEach
  void stop() throws IOException {
    authorizationServer.stop(0);
    loader.close();
  }

  @Test
  void testRunsEveryBlock() {
    assertThat(languages(EXAMPLE))
        .containsExactly("json", "properties", "http", "http", "http", "http", "http");
    assertThat(languages(REGISTRATIONS)).isNotEmpty().isSubsetOf("json", "properties");
    assertThat(languages(INTROSPECTION)).containsExactly("properties", "http", "json");
    assertThat(languages(ISSUING)).containsExactly("java", "json");
    assertThat(languages(RESOURCE)).containsExactly("java");
    assertThat(blocks)
        .extracting(Block::section)
        .containsOnly(EXAMPLE, REGISTRATIONS, INTROSPECTION, ISSUING, RESOURCE);
  }

  /** Each JSON block is a registration file; each other block names a place that holds one. */
  @Test
  @AllowedLog("token_keys=unavailable")
  void registrationsAreValid() throws Exception {
    String rest = lines(text(EXAMPLE, 1), line -> !line.contains(".clients="));
    for (Block block : blocks(REGISTRATIONS)) {
      if (block.language().equals("json")) {
        Files.writeString(folder.resolve("clients.json"), block.text());
        start(text(EXAMPLE, 1)).close();
        continue;
      }
      Path file = Files.writeString(folder.resolve("other.properties"), rest + block.text());
      Problems problems = new Problems();
      Settings settings =
          Settings.read(List.of(), Map.of("proxymtls.config", file.toString()), Map.of(), problems);
      assertThat(ConfigurationReader.read(settings, InCode.NOTHING, problems)).isNotNull();
      assertThat(problems.list()).as(block.text()).isEmpty();
    }
  }

  @Test
  @ExpectedLog({
    "reason=certificate-not-pinned",
    "reason=token-mismatch",
    "reason=client-mismatch",
    "reason=client-unknown",
    "reason=token-invalid"
  })
  void exampleWorksFromRegistrationToProtectedResource() throws Exception {
    String properties = text(EXAMPLE, 1).replace("https://as.example/jwks", at("/jwks"));
    try (Application application = start(properties)) {
      Response issued = application.send(text(EXAMPLE, 2), ledger);
      assertAnswer(issued, text(EXAMPLE, 3));
      String token = issued.path("access_token");
      for (Pki.Held other : new Pki.Held[] {reports, kiosk, pki.selfSigned("x").issue()}) {
        assertAnswer(application.send(text(EXAMPLE, 2), other), text(EXAMPLE, 4));
      }
      assertAnswer(
          application.send(text(EXAMPLE, 2).replace("=ledger", "=nobody"), ledger),
          text(EXAMPLE, 4));

      Response used = application.send(text(EXAMPLE, 5).replace("…", token), ledger);
      assertThat(used.statusCode()).isEqualTo(200);
      assertThat(used.body().asString()).isEqualTo(ledger.thumbprint());
      assertAnswer(
          application.send(text(EXAMPLE, 5).replace("…", token), reports), text(EXAMPLE, 6));
      assertAnswer(
          application.send(text(EXAMPLE, 5).replace("…", token + "A"), ledger), text(EXAMPLE, 6));

      Response self = application.send(text(EXAMPLE, 2).replace("=ledger", "=kiosk"), kiosk);
      assertAnswer(self, text(EXAMPLE, 3));
      String pinned = self.path("access_token");
      assertThat(application.send(text(EXAMPLE, 5).replace("…", pinned), kiosk).body().asString())
          .isEqualTo(kiosk.thumbprint());
      assertAnswer(
          application.send(text(EXAMPLE, 5).replace("…", pinned), ledger), text(EXAMPLE, 6));
    }
  }

  @Test
  @ExpectedLog({"reason=token-mismatch", "reason=introspection-unavailable"})
  void introspectsTokensAsDocumented() throws Exception {
    String properties =
        lines(text(EXAMPLE, 1), line -> !line.contains(".token-"))
            + text(INTROSPECTION, 0).replace("https://as.example/introspect", at("/introspect"));
    String request = text(EXAMPLE, 5).replace("…", "2YotnFZFEjr1zCsicMWpAA");
    try (Application application = start(properties)) {
      assertThat(application.send(request, ledger).statusCode()).isEqualTo(200);
      assertThat(asked.getRequestMethod() + " " + asked.getRequestURI() + " HTTP/1.1\n")
          .isEqualTo(text(INTROSPECTION, 1).substring(0, text(INTROSPECTION, 1).indexOf('\n') + 1));
      head(text(INTROSPECTION, 1))
          .forEach(
              (name, value) ->
                  assertThat(asked.getRequestHeaders().getFirst(name)).matches(pattern(value)));
      assertThat(form).isEqualTo(body(text(INTROSPECTION, 1)));
      assertAnswer(application.send(request, reports), text(EXAMPLE, 6));

      authorizationServer.removeContext("/introspect");
      Response down = application.send(text(EXAMPLE, 5).replace("…", "another"), ledger);
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.header("Retry-After")).isNotNull();
      assertThat(down.<String>path("code")).isEqualTo("introspection-unavailable");
    }
  }

  @Test
  void documentedCodeWorks() throws Exception {
    Class<?> issuing = compiled(ISSUING, "Issuing");
    Map<?, ?> confirmation = (Map<?, ?>) call(issuing, CONFIRMATION, ledger.certificate());
    assertThat(confirmation).isEqualTo(Map.of("x5t#S256", ledger.thumbprint()));
    assertThat(call(issuing, "mayRefresh", ledger.certificate(), confirmation)).isEqualTo(true);
    assertThat(call(issuing, "mayRefresh", reports.certificate(), confirmation)).isEqualTo(false);
    assertThat(
            call(
                issuing,
                "metadata",
                Map.of(
                    "issuer",
                    ISSUER,
                    "token_endpoint",
                    ISSUER + "/oauth2/token",
                    "token_endpoint_auth_methods_supported",
                    List.of("private_key_jwt"))))
        .isEqualTo(JSONObjectUtils.parse(text(ISSUING, 1)));

    Class<?> resource = compiled(RESOURCE, "Resource");
    assertThat(call(resource, "status", ledger.certificate(), confirmation)).isEqualTo(200);
    assertThat(call(resource, "status", reports.certificate(), confirmation)).isEqualTo(401);
    assertThat(call(resource, "status", ledger.certificate(), Map.of())).isEqualTo(401);
  }

  private String text(String section, int block) {
    return blocks(section).get(block).text();
  }

  private List<Block> blocks(String section) {
    return blocks.stream().filter(block -> block.section().equals(section)).toList();
  }

  private List<String> languages(String section) {
    return blocks(section).stream().map(Block::language).toList();
  }

  private static List<Block> read(String page) {
    List<Block> blocks = new ArrayList<>();
    for (String section : page.split("\n## ", -1)) {
      String name = section.lines().findFirst().orElseThrow();
      BLOCK
          .matcher(section)
          .results()
          .map(block -> new Block(name, block.group(1), block.group(2)))
          .forEach(blocks::add);
    }
    return blocks;
  }

  private String at(String path) {
    return "http://127.0.0.1:" + authorizationServer.getAddress().getPort() + path;
  }

  private static String lines(String text, java.util.function.Predicate<String> wanted) {
    return text.lines().filter(wanted).collect(Collectors.joining("\n", "", "\n"));
  }

  private String registrations() {
    ECKey registered =
        new ECKey.Builder(Curve.P_256, (ECPublicKey) kiosk.certificate().getPublicKey())
            .x509CertChain(List.of(Base64.encode(kiosk.der())))
            .build();
    String shown =
        "{\"kty\": \"EC\", \"crv\": \"P-256\", \"x\": \"…\", \"y\": \"…\", \"x5c\": [\"…\"]}";
    assertThat(text(EXAMPLE, 0)).contains(shown);
    return text(EXAMPLE, 0).replace(shown, registered.toJSONString());
  }

  private void introspect(HttpExchange exchange) throws IOException {
    asked = exchange;
    form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    answer(exchange, text(INTROSPECTION, 2).replace("…", ledger.thumbprint()));
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    byte[] octets = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, octets.length);
    try (exchange) {
      exchange.getResponseBody().write(octets);
    }
  }

  /** Returns the lines between the first one and the empty one. */
  private static Map<String, String> head(String message) {
    return message
        .split("\n\n", 2)[0]
        .lines()
        .skip(1)
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  private static String body(String message) {
    String[] parts = message.split("\n\n", 2);
    return parts.length < 2 ? "" : parts[1].stripTrailing();
  }

  /** Matches any text where the page has an ellipsis. */
  private static Pattern pattern(String shown) {
    return Pattern.compile(
        Stream.of(shown.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".+")));
  }

  private static void assertAnswer(Response response, String shown) {
    assertThat("HTTP/1.1 " + response.statusCode()).isEqualTo(shown.lines().findFirst().get());
    head(shown)
        .forEach((name, value) -> assertThat(response.header(name)).as(name).startsWith(value));
    assertThat(response.body().asString()).matches(pattern(body(shown)));
  }

  private Class<?> compiled(String section, String name) throws Exception {
    Path source = Files.writeString(folder.resolve(name + ".java"), text(section, 0));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(result).as(text(section, 0)).isZero();
    return Class.forName(name, true, loader);
  }

  private static Object call(Class<?> type, String name, Object... arguments) throws Exception {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals(name)) {
        method.setAccessible(true);
        return method.invoke(null, arguments);
      }
    }
    throw new AssertionError("no method " + name);
  }

  private Application start(String properties) throws Exception {
    Path file = Files.writeString(folder.resolve("proxymtls.properties"), properties);
    Class<?> issuing = compiled(ISSUING, "Issuing");
    ProxyMtls engine = ProxyMtls.builder().set("proxymtls.config", file.toString()).build();
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServletContainerInitializer(
        (classes, servlets) -> ProxyMtlsFilter.register(servlets, engine));
    context.addServlet(new ServletHolder(new Tokens(issuing, key)), "/oauth2/token");
    context.addServlet(new ServletHolder(new Api()), "/api/*");
    server.setHandler(context);
    server.start();
    return new Application(server, engine, connector.getLocalPort());
  }

  private record Application(Server server, ProxyMtls engine, int port) implements AutoCloseable {

    /** Sends the request of the page with the headers that the proxy adds for this client. */
    Response send(String message, Pki.Held client) {
      String[] first = message.lines().findFirst().get().split(" ", -1);
      String pem = URLEncoder.encode(client.certificatePem(), StandardCharsets.US_ASCII);
      RequestSpecification request =
          given()
              .config(AS_IT_STANDS)
              .port(port)
              .header("Proxy-Authorization", "Basic " + Base64.encode("edge-1:secret"))
              .header("ssl-client-cert", pem.replace("+", "%20"))
              .header("ssl-client-verify", "SUCCESS");
      head(message).forEach(request::header);
      return request.body(body(message)).request(first[0], first[1]);
    }

    @Override
    public void close() throws Exception {
      server.stop();
      engine.close();
    }
  }

  /** Issues tokens with the code of the page. */
  private static final class Tokens extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Class<?> issuing;
    private final transient ECKey key;

    Tokens(Class<?> issuing, ECKey key) {
      this.issuing = issuing;
      this.key = key;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      X509Certificate[] chain =
          (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
      ClientIdentity client = (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
      try {
        SignedJWT token =
            new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                    .issuer(ISSUER)
                    .subject(client.clientId())
                    .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                    .claim("cnf", call(issuing, CONFIRMATION, chain[0]))
                    .build());
        token.sign(new ECDSASigner(key));
        response.setContentType("application/json");
        response
            .getWriter()
            .write(
                "{\"access_token\":\""
                    + token.serialize()
                    + "\",\"token_type\":\"Bearer\",\"expires_in\":60}");
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }

  /** Answers with the certificate that it sees. */
  private static final class Api extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      ClientIdentity client = (ClientIdentity) request.getAttribute(ClientIdentity.ATTRIBUTE);
      response.getWriter().write(client.thumbprint());
    }
  }
}
