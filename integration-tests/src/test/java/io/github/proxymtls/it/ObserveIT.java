package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.server.Container;
import io.github.proxymtls.samples.server.MetricsEndpoint;
import io.github.proxymtls.samples.server.ReferenceServer;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alert rules of {@code proxy-samples/observe}, and a real Prometheus. */
@AllowedLog("reason=certificate-required")
@Tag("slow")
class ObserveIT {

  private static final Path OBSERVE = Path.of("..", "proxy-samples", "observe").toAbsolutePath();
  private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
  private static final Pattern NAME = Pattern.compile("\\bproxymtls_[a-z_]+");

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private MetricsEndpoint metrics;
  private ReferenceServer server;

  @BeforeEach
  void start() throws IOException {
    Path anchors = folder.resolve("anchors.pem");
    Files.writeString(anchors, Pki.create().root("Example Root").pem());
    Path configuration = folder.resolve("proxymtls.properties");
    Files.writeString(
        configuration,
        "proxymtls.format=rfc9440\n"
            + "proxymtls.proxy.authentication=basic\n"
            + "proxymtls.proxy.basic.user=edge-1\n"
            + "proxymtls.proxy.basic.password-hash="
            + "$2y$04$MDEyMzQ1Njc4OWFiY2RlZe7nE7ZQpSg7hY7rJ0Y9q6gC8mT4oR1Wy\n"
            + "proxymtls.client.trust-anchors=anchors.pem\n");
    metrics = MetricsEndpoint.start(0);
    server =
        ReferenceServer.start(
            configuration,
            new ReferenceServer.Listening(0, Container.JETTY, null),
            metrics.meters());
  }

  @AfterEach
  void stop() {
    server.close();
    metrics.close();
  }

  @Test
  void dashboardAndRulesUseExactlyTheNamesOfTheMeters() throws Exception {
    Set<String> known = names(get(metrics.uri()));
    Set<String> dashboard = names(Files.readString(OBSERVE.resolve("dashboard.json")));
    Set<String> rules = names(Files.readString(OBSERVE.resolve("alerts.yml")));

    assertThat(known).containsAll(dashboard).containsAll(rules);
    assertThat(families(dashboard)).containsAll(families(known));
  }

  @Test
  void prometheusLoadsTheRulesAndScrapesTheReferenceServer() throws Exception {
    assumeThat(PROMETHEUS).exists();
    assertThat(get(server.uri().resolve("/whoami"))).contains("certificate-required");
    Files.copy(OBSERVE.resolve("alerts.yml"), folder.resolve("alerts.yml"));
    String configuration =
        Files.readString(OBSERVE.resolve("prometheus.yml"))
            .replace("127.0.0.1:9464", "127.0.0.1:" + metrics.uri().getPort())
            .replace("15s", "1s");
    Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
    int port = freePort();
    Process prometheus =
        new ProcessBuilder(
                PROMETHEUS.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      URI api = URI.create("http://127.0.0.1:" + port + "/api/v1/");
      String query = "proxymtls_decisions_total{reason=\"certificate-required\"} == 1";
      URI found = api.resolve("query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> get(found).contains("\"job\":\"proxymtls\""));

      JsonElement rules = JsonParser.parseString(get(api.resolve("rules")));
      assertThat(rules.toString())
          .contains("ProxyMtlsCertificateExpires")
          .doesNotContain("\"err\"");
    } finally {
      prometheus.destroy();
      prometheus.waitFor();
    }
  }

  private String get(URI uri) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  /** A timer has a count, a sum and a maximum. */
  private static Set<String> families(Set<String> names) {
    Set<String> families = new TreeSet<>();
    names.forEach(name -> families.add(name.replaceFirst("_(count|sum|max|total)$", "")));
    return families;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
