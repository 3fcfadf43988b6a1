package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

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
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.oauth.TokenBinding;
import io.github.proxymtls.oauth.TokenKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bad input of an authenticated client at OAuth endpoints, in real containers. It never causes a
 * 5xx, never reaches the application, and never takes more memory than the limits allow.
 */
@Tag("slow")
class BadInputTest {

  private static final String CLIENTS =
      """
      [{"client_id": "svc", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "svc.example"}]
      """;

  private static final String INVALID_REQUEST = "{\"error\":\"invalid_request\"}";
  private static final String INVALID_TOKEN = "{\"error\":\"invalid_token\"}";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final int MEGABYTE = 1024 * 1024;

  /**
   * A request and its answer.
   *
   * @param body the whole body of the answer, or a part of it; empty where the container may answer
   *     before the filter does
   */
  private record Row(String name, Wire request, int status, String body) {}

  private final List<Row> rows = new ArrayList<>();
  private final Fixture fixture;
  private final ECKey key;

  BadInputTest(@TempDir Path folder) throws Exception {
    fixture = new Fixture(folder);
    key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
  }

  @ExpectedLog({
    "reason=client-id-invalid",
    "reason=client-second-method",
    "reason=form-malformed",
    "reason=form-too-large",
    "reason=token-ambiguous",
    "reason=token-invalid",
    "reason=token-unreadable"
  })
  @ParameterizedTest
  @EnumSource
  void isRefusedInItsOwnForm(Container container) throws Exception {
    bodies("/token");
    bodies("/api/a");
    parameters();
    types();
    tokens();
    try (Server server = start(container)) {
      assertAll(rows.stream().map(row -> () -> assertRefused(row, server)));
      assertThat(server.runs()).as("the application did not run").hasValue(0);
    }
  }

  private void add(String name, Wire request, int status, String body) {
    rows.add(new Row(name, request, status, body));
  }

  private void bodies(String path) {
    String huge = "client_id=svc&a=" + "x".repeat(MEGABYTE);
    add(path + " huge", to(path, Wire.form(path, huge)), 413, "form-too-large");
    add(
        path + " huge in chunks",
        to(path, chunked(path).rawBody(chunk(huge) + "0\r\n\r\n")),
        413,
        "form-too-large");
    add(
        path + " a million separators",
        to(path, Wire.form(path, "&".repeat(MEGABYTE))),
        413,
        "form-too-large");
    add(
        path + " compressed",
        to(path, Wire.form(path, "client_id=svc").header("Content-Encoding", "gzip")),
        400,
        INVALID_REQUEST);
    add(
        path + " two types",
        to(path, Wire.form(path, "client_id=svc").header("Content-Type", "text/plain")),
        400,
        INVALID_REQUEST);
    add(
        path + " broken escape",
        to(path, Wire.form(path, "client_id=svc&a=%")),
        400,
        INVALID_REQUEST);
    add(
        path + " no chunk size",
        to(path, chunked(path).rawBody("zz\r\nclient_id=svc\r\n0\r\n\r\n")),
        400,
        "");
  }

  private Wire to(String path, Wire request) {
    return path.equals("/token") ? request : request.bearer(good());
  }

  private void parameters() {
    add(
        "client_id twice",
        Wire.form("/token", "client_id=svc&client_id=svc"),
        400,
        INVALID_REQUEST);
    add("client_id in the query", Wire.form("/token?client_id=svc", "a=b"), 400, INVALID_REQUEST);
    add("no client_id", Wire.form("/token", "a=b"), 400, INVALID_REQUEST);
    add(
        "long client_id",
        Wire.form("/token", "client_id=" + "s".repeat(60_000)),
        400,
        INVALID_REQUEST);
    add(
        "too many parameters",
        Wire.form("/token", "client_id=svc" + "&a=b".repeat(1000)),
        413,
        "form-too-large");
    add(
        "nested assertion beside the certificate",
        Wire.form(
            "/token",
            "client_id=svc&client_assertion=" + jwt(url("{\"sub\":" + nested(5000) + "}"))),
        400,
        INVALID_REQUEST);
  }

  private void types() {
    String multipart =
        "--x\r\nContent-Disposition: form-data; name=\"client_id\"\r\n\r\nsvc\r\n--x--\r\n";
    add(
        "multipart",
        Wire.request("POST", "/token")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .body(multipart),
        400,
        INVALID_REQUEST);
    add(
        "huge multipart",
        Wire.request("POST", "/token")
            .header("Content-Type", "multipart/form-data; boundary=x")
            .body(multipart + "x".repeat(MEGABYTE)),
        400,
        INVALID_REQUEST);
    add(
        "nested JSON",
        Wire.request("POST", "/token")
            .header("Content-Type", "application/json")
            .body("{\"client_id\":" + nested(10_000) + "}"),
        400,
        INVALID_REQUEST);
    add(
        "another charset",
        Wire.request("POST", "/token")
            .header("Content-Type", FORM + "; charset=IBM037")
            .body("client_id=svc"),
        400,
        INVALID_REQUEST);
  }

  private void tokens() {
    String claims = "\"cnf\":{\"x5t#S256\":\"" + fixture.client.thumbprint() + "\"}";
    add("token of 1 MB", resource("a." + "a".repeat(MEGABYTE) + ".a"), 431, "");
    token("nested claims", jwt(url("{" + claims + ",\"a\":" + nested(1500) + "}")));
    token("claim twice", jwt(url("{" + claims + "," + claims + "}")));
    token("other claim twice", jwt(url("{" + claims + ",\"sub\":\"a\",\"sub\":\"b\"}")));
    token("no JSON", jwt(url("<xml/>")));
    token("no UTF-8", jwt("_w"));
    token("alg none", url("{\"alg\":\"none\"}") + "." + good().split("\\.", -1)[1] + ".");
    token("alg none, signed", url("{\"alg\":\"none\"}") + good().substring(good().indexOf('.')));
    token("two parts", "a.b");
    token("five parts", "a.b.c.d.e");
    token("opaque", "2YotnFZFEjr1zCsicMWpAA");
    token("signature cut", good().substring(0, good().length() - 4));
    add(
        "token twice",
        resource(good()).header("Authorization", "Bearer " + good()),
        400,
        INVALID_REQUEST);
    add(
        "token as DPoP too",
        resource(good()).header("Authorization", "DPoP " + good()),
        400,
        INVALID_REQUEST);
    add(
        "token in the query",
        Wire.get("/api/a?access_token=" + good()).bearer(good()),
        400,
        INVALID_REQUEST);
    add(
        "token in the form",
        Wire.form("/api/a", "access_token=" + good()).bearer(good()),
        400,
        INVALID_REQUEST);
  }

  private void token(String name, String token) {
    add(name, resource(token), 401, INVALID_TOKEN);
  }

  private void assertRefused(Row row, Server server) throws Exception {
    Wire request = Fixture.from(row.request(), fixture.client);
    if (row.body().isEmpty()) {
      assertContainerRefuses(row.name(), request, server.running());
      return;
    }
    Wire.Reply reply = request.to(server.running());
    assertThat(reply.status()).as(row.name() + reply.body()).isEqualTo(row.status());
    assertThat(reply.body()).as(row.name()).contains(row.body());
    assertThat(reply.header("Cache-Control")).as(row.name()).isEqualTo("no-store");
  }

  void assertContainerRefuses(String name, Wire request, Container.Running server)
      throws Exception {
    assertThat(request.to(server).status()).as(name).isIn(400, 413, 431);
  }

  /** Sends until the server answers; what it takes before is bounded by the buffers on the way. */
  @ExpectedLog("reason=form-too-large")
  @ParameterizedTest
  @EnumSource
  void readsEndlessBodyToTheLimit(Container container) throws Exception {
    for (String path : new String[] {"/token", "/api/a"}) {
      try (Server server = start(container);
          Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.running().port())) {
        Wire head = Fixture.from(chunked(path), fixture.client);
        OutputStream out = socket.getOutputStream();
        out.write(head.head());
        byte[] piece = chunk("a".repeat(1024)).getBytes(StandardCharsets.US_ASCII);
        int pieces = 0;
        while (socket.getInputStream().available() == 0 && pieces < 64 * 1024) {
          try {
            out.write(piece);
          } catch (IOException hungUp) {
            break;
          }
          pieces++;
        }
        byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 413".length());

        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        assertThat(pieces).as("KB that were sent").isLessThan(32 * 1024);
        assertThat(server.runs()).hasValue(0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void acceptsGoodInput(Container container) throws Exception {
    try (Server server = start(container)) {
      for (Wire request :
          new Wire[] {
            Wire.form("/token", "client_id=svc"),
            resource(good()),
            Wire.form("/api/a", "a=b").bearer(good()),
            Wire.request("POST", "/api/a")
                .header("Content-Type", "multipart/form-data; boundary=x")
                .body("x".repeat(MEGABYTE))
                .bearer(good())
          }) {
        assertThat(Fixture.from(request, fixture.client).to(server.running()).status())
            .isEqualTo(200);
      }
      assertThat(server.runs()).hasValue(4);
    }
  }

  private record Server(Container.Running running, ProxyMtls engine, AtomicInteger runs)
      implements AutoCloseable {

    @Override
    public void close() throws Exception {
      running.close();
      engine.close();
    }
  }

  private Server start(Container container) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    ProxyMtls engine =
        fixture
            .engine()
            .set("proxymtls.binding.clients", fixture.file("clients.json", CLIENTS))
            .set("proxymtls.binding.client-authentication", "/token")
            .set("proxymtls.binding.protected-resources", "/api/*")
            .tokenKeys(new TokenKeys(new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())), "as"))
            .build();
    WebApp app = WebApp.behind(engine).on("/*", (request, response) -> runs.incrementAndGet());
    return new Server(container.start(app), engine, runs);
  }

  private String good() {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
              new JWTClaimsSet.Builder()
                  .issuer("as")
                  .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                  .claim("cnf", TokenBinding.confirmation(fixture.client.certificate()))
                  .build());
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Wire resource(String token) {
    return Wire.get("/api/a").bearer(token);
  }

  private static Wire chunked(String path) {
    return Wire.request("POST", path)
        .header("Content-Type", FORM)
        .header("Transfer-Encoding", "chunked");
  }

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static String jwt(String payload) {
    return url("{\"alg\":\"ES256\"}") + "." + payload + "." + url("signature");
  }

  private static String url(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
