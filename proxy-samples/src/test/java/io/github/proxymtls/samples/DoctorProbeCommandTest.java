package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Tag("slow")
class DoctorProbeCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void findsTheEmbeddedProxySafe() throws IOException {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.EMBEDDED))) {
      String url = "https://localhost:" + site.proxy().port(Listener.VERIFIED) + "/whoami";
      assertThat(probe(site, "--url", url, "--json")).as(out + "" + err).isZero();
      assertThat(out.toString())
          .contains("\"command\":\"probe\"", "\"result\":\"ok\"", "\"exitStatus\":0")
          .doesNotContain(Site.CREDENTIAL);
    }
  }

  @Test
  void tellsThatTheApplicationAnswersWithoutTheFilter() throws IOException {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.EMBEDDED))) {
      String url = "https://localhost:" + site.proxy().port(Listener.ANY_CERTIFICATE) + "/health";
      String direct = "https://localhost:" + site.application().port() + "/health";
      assertThat(probe(site, "--url", url, "--backend", direct)).isEqualTo(1);
      assertThat(out.toString())
          .contains("problem anonymous   a client without a certificate is not rejected: 200")
          .contains("problem backend     answers past the proxy: 200");
    }
  }

  @Test
  void tellsThatNothingListens() throws IOException {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.EMBEDDED))) {
      int port = site.proxy().port(Listener.VERIFIED);
      site.proxy().close();
      assertThat(probe(site, "--url", "https://localhost:" + port + "/")).isEqualTo(1);
      assertThat(out.toString())
          .contains("problem certificate a client with its certificate is not accepted: no resp");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "ftp://localhost/",
        "https:///x",
        "https://u:p@host/",
        "https://h/#f"
      })
  void rejectsWhatIsNoUrlOfHttp(String url) throws IOException {
    assertThat(
            run(
                List.of(
                    "--url", url, "--cert", "c.pem", "--key", "k.pem", "--config", "f.properties")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--url needs a URL such as");
  }

  private int probe(Site site, String... options) throws IOException {
    site.write("probe/client.pem", "probe/client.key", site.certificates().ledger());
    Files.writeString(site.file("probe/server-ca.pem"), site.certificates().serverRoot().pem());
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(
        List.of(
            "--config",
            site.file("application/proxymtls.properties").toString(),
            "--cert",
            site.file("probe/client.pem").toString(),
            "--key",
            site.file("probe/client.key").toString(),
            "--server-ca",
            site.file("probe/server-ca.pem").toString()));
    return run(arguments);
  }

  private int run(List<String> options) {
    List<String> arguments = new ArrayList<>(List.of("doctor", "probe"));
    arguments.addAll(options);
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments.toArray(String[]::new));
  }
}
