package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.server.Container;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.samples.site.TlsClient;
import io.github.proxymtls.testing.Pki;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code /whoami} as a page, behind the real NGINX, in a real browser. */
@Tag("slow")
class WhoamiPageIT {

  private static final Sites SITES = new Sites();
  private static final String HTML = "text/html,application/xhtml+xml,*/*;q=0.8";

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    SITES.close();
  }

  @ParameterizedTest
  @EnumSource
  void answersWithThePageWhereAcceptNamesHtml(Container container) throws IOException {
    Site site = SITES.of(SiteSettings.of(ProxyKind.NGINX).on(container));
    Answer page = send(site, RawRequest.get("/whoami").header("Accept", HTML));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.values("Content-Type"))
        .singleElement()
        .asString()
        .isEqualToIgnoringCase("text/html;charset=UTF-8");
    assertThat(page.values("Content-Security-Policy")).singleElement().asString().startsWith("def");
    assertThat(page.values("Cache-Control")).containsExactly("no-store");
    assertThat(page.values("Vary")).isEmpty();
    assertThat(page.body()).contains("ledger", "Example Bank", "edge-1");

    for (RawRequest request :
        new RawRequest[] {
          RawRequest.get("/whoami"), RawRequest.get("/whoami").header("Accept", "*/*")
        }) {
      Answer json = send(site, request);
      assertThat(json.values("Content-Type"))
          .singleElement()
          .asString()
          .startsWith("application/j");
      assertThat(json.values("Vary")).isEmpty();
    }
  }

  @Test
  void showsItsStagesInABrowserAndRunsNothing() throws Exception {
    Chromium chromium = Chromium.in(folder);
    Site site = SITES.of(SiteSettings.of(ProxyKind.NGINX));
    Pki.Held hostile =
        site.certificates()
            .clientIssuing()
            .client("hostile")
            .subject(
                "CN=\\<script\\>document.title\\=7\\</script\\>,O=\\<img src\\=x onerror\\=x()\\>")
            .uri("https://bank.example/\"><script>document.title=8</script>")
            .issue();
    TlsClient client = TlsClient.of(site.certificates().serverRoot().certificate(), hostile);
    try (ClientRelay relay = ClientRelay.start(client, site.proxy().port(Listener.VERIFIED))) {
      URI page = relay.uri("/whoami");
      String elements = chromium.elements(page);
      assertThat(elements)
          .contains("<title>whoami</title>", "The peer is an authenticated proxy.")
          .contains("A path leads to a configured trust anchor.", hostile.thumbprint())
          .contains("&lt;script&gt;document.title")
          .doesNotContain("<script", "<img");
      BufferedImage light = chromium.picture(page, Chromium.Scheme.LIGHT, picture("light"));
      BufferedImage dark = chromium.picture(page, Chromium.Scheme.DARK, picture("dark"));
      assertThat(new Color(light.getRGB(2, 2))).isEqualTo(new Color(0xf6f7f9));
      assertThat(new Color(dark.getRGB(2, 2))).isEqualTo(new Color(0x12161d));
      assertThat(relay.targets()).containsOnly("/whoami");
    }
  }

  /** Stays there to be looked at. */
  private static Path picture(String name) throws IOException {
    return Files.createDirectories(Path.of("target", "whoami"))
        .resolve(name + ".png")
        .toAbsolutePath();
  }

  private static Answer send(Site site, RawRequest request) throws IOException {
    return (Answer) site.send(Listener.VERIFIED, site.certificates().ledger(), request);
  }
}
