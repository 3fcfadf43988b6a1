package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Makes the mistakes of {@code filter/docs/troubleshooting.md}, and compares the line. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleshootingIT {

  private static final Pattern FRAGMENT = Pattern.compile("`([^`]+)`");

  private Fixture fixture;
  private ProxyMtls engine;
  private Container.Running application;
  private Tomcat tomcat;
  private Process nginx;
  private int port;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    fixture = new Fixture(folder);
    engine = nginxEngine().build();
    application = Container.UNDERTOW.start(WebApp.behind(engine).on("/*", View::write));
    tomcat = tomcat(folder);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    nginx =
        new ProcessBuilder(
                "nginx", "-p", folder.toString(), "-c", configuration(), "-g", "daemon off;")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.log").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> Wire.get("/").tls(fixture.client).to(proxy()).status() > 0);
  }

  @AfterAll
  void stop() throws Exception {
    nginx.destroy();
    nginx.waitFor();
    tomcat.stop();
    tomcat.destroy();
    application.close();
    engine.close();
  }

  @AllowedLog({"reason=", "code=subject-dn-reversed"})
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void lineNamesTheMistakeAtNginx(int mistake) throws Exception {
    assertLine(mistake, Wire.get("/mistake" + mistake).tls(fixture.client), proxy());
  }

  @AllowedLog("reason=")
  @ParameterizedTest
  @ValueSource(ints = {5, 6, 8, 9})
  void lineNamesTheMistakeAtTheApplication(int mistake) throws Exception {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    Wire request =
        switch (mistake) {
          case 5 -> forwarded(fixture.root.intermediate("Issuing").client("svc").issue());
          case 6 ->
              forwarded(
                  fixture
                      .root
                      .client("svc")
                      .validity(tomorrow, tomorrow.plus(Duration.ofDays(1)))
                      .issue());
          case 8 -> forwarded(Pki.create().root("Example Root").client("svc").issue());
          default -> Wire.get("/");
        };
    assertLine(mistake, request, application);
  }

  @AllowedLog({"reason=", "code=subject-dn-reversed"})
  @ParameterizedTest
  @ValueSource(ints = {11, 12})
  void lineNamesTheMistakeInAConfiguredName(int mistake) throws Exception {
    String name = mistake == 11 ? "O=Acme,CN=svc" : "CN=svc, O=Acme";
    try (ProxyMtls other = nginxEngine().set("proxymtls.client.allow.subject-dn.1", name).build();
        Container.Running server =
            Container.UNDERTOW.start(WebApp.behind(other).on("/*", View::write))) {
      if (mistake == 11) {
        assertLine(mistake, forwarded(fixture.client), server);
      } else {
        assertThat(forwarded(fixture.client).to(server).status()).isEqualTo(200);
      }
    }
  }

  private void assertLine(int mistake, Wire request, Container.Running server) throws Exception {
    try (LogCapture log = LogCapture.open()) {
      Wire.Reply reply = request.to(server);

      assertThat(log.lines()).as(reply.body()).hasSize(1);
      assertThat(log.lines().get(0))
          .contains("id=\"" + reply.header("X-Request-Id") + "\"")
          .contains(fragments(mistake));
    }
  }

  /** The text that the page gives for the line. */
  private static List<String> fragments(int mistake) throws IOException {
    String row =
        Files.readAllLines(Path.of("..", "filter", "docs", "troubleshooting.md")).stream()
            .filter(line -> line.startsWith("| " + mistake + " \u2713 |"))
            .findFirst()
            .orElseThrow();
    List<String> found =
        FRAGMENT.matcher(row.split(" \\| ", -1)[2]).results().map(match -> match.group(1)).toList();
    assertThat(found).isNotEmpty();
    return found;
  }

  private ProxyMtls.Builder nginxEngine() {
    return fixture.engine().set("proxymtls.format", "nginx");
  }

  /** Undertow refuses a header of several lines, as NGINX sends one for mistake 3. */
  private Tomcat tomcat(Path folder) throws Exception {
    Tomcat server = new Tomcat();
    server.setBaseDir(folder.toString());
    server.setPort(0);
    server.getConnector().setProperty("address", "127.0.0.1");
    Context context = server.addContext("", null);
    FilterDef filter = new FilterDef();
    filter.setFilterName("proxymtls");
    filter.setFilter(new ProxyMtlsFilter(engine));
    context.addFilterDef(filter);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("proxymtls");
    mapping.addURLPattern("/*");
    context.addFilterMap(mapping);
    Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet")
        .addMapping("/");
    server.start();
    return server;
  }

  private static Wire forwarded(Pki.Held client) {
    String pem = URLEncoder.encode(client.certificatePem(), StandardCharsets.US_ASCII);
    return Fixture.credential(Wire.get("/"))
        .header("ssl-client-cert", pem.replace("+", "%20"))
        .header("ssl-client-verify", "SUCCESS");
  }

  private Container.Running proxy() {
    return new Container.Running() {
      @Override
      public int port() {
        return port;
      }

      @Override
      public void close() {}
    };
  }

  private String configuration() throws Exception {
    fixture.file("server.pem", fixture.server.chainPem());
    fixture.file("server.key", key(fixture.server));
    String certificate =
        "proxy_set_header %s %s; proxy_set_header ssl-client-verify $ssl_client_verify;";
    String escaped = "$ssl_client_escaped_cert";
    Map<Integer, String> locations =
        Map.of(
            1, credential(Fixture.SECRET) + certificate.formatted("X-SSL-Client-Cert", escaped),
            2, credential("wrong") + certificate.formatted("ssl-client-cert", escaped),
            3,
                credential(Fixture.SECRET)
                    + certificate.formatted("ssl-client-cert", "$ssl_client_cert"),
            4, "proxy_set_header X-Real-IP $remote_addr;");
    StringBuilder all = new StringBuilder();
    locations.forEach(
        (mistake, lines) ->
            all.append("location /mistake")
                .append(mistake)
                .append(" {")
                .append(lines)
                .append("proxy_pass http://127.0.0.1:")
                .append(tomcat.getConnector().getLocalPort())
                .append("; }\n"));
    return fixture.file(
        "nginx.conf",
        """
        pid nginx.pid; error_log stderr; events {}
        http { access_log off; client_body_temp_path t1; proxy_temp_path t2;
          fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
          server { listen 127.0.0.1:%d ssl; ssl_certificate server.pem;
            ssl_certificate_key server.key; ssl_client_certificate root.pem; ssl_verify_client on;
            location / { return 204; }
        """
                .formatted(port)
            + all
            + "} }");
  }

  private static String credential(String password) {
    return "proxy_set_header Proxy-Authorization \"" + Fixture.basic("edge-1:" + password) + "\";";
  }

  private static String key(Pki.Held held) {
    String body = Base64.getMimeEncoder().encodeToString(held.privateKey().getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
  }
}
