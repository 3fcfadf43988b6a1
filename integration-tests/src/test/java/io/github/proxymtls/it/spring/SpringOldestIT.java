package io.github.proxymtls.it.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.it.Sites;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteCertificates;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application with the oldest supported Spring Boot, behind the real NGINX. */
@Tag("slow")
class SpringOldestIT {

  private static final ProxyKind NGINX = ProxyKind.NGINX;
  private static final RawRequest ME = RawRequest.get("/me");

  @ParameterizedTest
  @EnumSource
  void applicationSeesOnlyTheClientOfTheProxy(SpringBootProcess.Oldest server) throws Exception {
    try (Site site = Sites.start(SiteSettings.of(NGINX), SiteCertificates.create(Instant.now()));
        SpringBootProcess application = start(server, site)) {
      int port =
          site.startProxy(Site.CREDENTIAL, site.certificates().proxy(), application.port())
              .port(Listener.VERIFIED);
      Pki.Held ledger = site.certificates().ledger();

      assertThat(application.version()).startsWith("3.5.");
      assertThat(
              send(site, port, ledger, RawRequest.get("/server")).body().toUpperCase(Locale.ROOT))
          .contains(server.name());
      assertThat(send(site, port, ledger, ME).body()).isEqualTo("ledger");
      assertThat(send(site, port, ledger, RawRequest.get("/later")).body()).isEqualTo("ledger");
      assertThat(send(site, port, ledger, RawRequest.get("/no-such-page")).status()).isEqualTo(404);
      assertThat(send(site, port, site.certificates().reports(), ME).status()).isEqualTo(403);
      assertThat(send(site, port, site.certificates().reports(), forged(site)).status())
          .isEqualTo(403);
      assertThat(send(site, port, ledger, RawRequest.get("/chain")).body())
          .isEqualTo(
              "[\"CN=ledger,O=Example Bank,C=XX\",\"CN=Example Client Issuing CA\","
                  + "\"CN=Example Client Root\"]");
      assertThat(
              send(site, port, ledger, RawRequest.get("/headers")).body().toLowerCase(Locale.ROOT))
          .contains("host")
          .doesNotContain(NGINX.credentialHeader().toLowerCase(Locale.ROOT))
          .doesNotContain(NGINX.headers(ledger.certificate()).keySet());

      assertThat(send(site, port, ledger, RawRequest.get("/actuator/health")).body())
          .contains("\"proxymtls\":{\"status\":\"UP\"");

      Answer direct = send(site, application.port(), null, forged(site));
      assertThat(direct.status()).isEqualTo(403);
      assertThat(direct.body()).contains("proxy-not-trusted");
    }
  }

  private static SpringBootProcess start(SpringBootProcess.Oldest server, Site site)
      throws IOException {
    List<String> lines =
        FilterLines.of(site)
            .without("binding", "client.self-signed")
            .and("management.endpoint.health.show-components=always");
    return server.start(Running.properties("oldest", site, lines).getParent());
  }

  private static RawRequest forged(Site site) throws IOException {
    RawRequest forged = ME;
    for (var header : NGINX.headers(site.certificates().ledger().certificate()).entrySet()) {
      forged = forged.header(header.getKey(), header.getValue());
    }
    return forged;
  }

  private static Answer send(Site site, int port, Pki.Held held, RawRequest request)
      throws IOException {
    return (Answer) site.send(port, held, request);
  }
}
