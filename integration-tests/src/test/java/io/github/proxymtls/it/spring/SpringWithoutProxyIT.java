package io.github.proxymtls.it.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the applications of {@link SpringContract} with TLS in their own container and without the
 * filter. Their behaviour must be the same as behind a proxy.
 */
@Tag("slow")
class SpringWithoutProxyIT {

  @Test
  void authorizationServerAcceptsItsClients() throws Exception {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.EMBEDDED));
        Running server =
            start(site, AuthorizationServer.class, "bank.kiosk.jwks=http://127.0.0.1/unused")) {
      Pki.Held alone =
          site.certificates()
              .clientRoot()
              .client("teller")
              .subject("CN=teller,O=Example Bank,C=XX")
              .issue();

      assertThat(token(site, server, site.certificates().ledger(), "ledger").status())
          .isEqualTo(200);
      assertThat(token(site, server, site.certificates().ledger(), "reports").status())
          .isEqualTo(401);
      assertThat(token(site, server, alone, "teller").status())
          .as("a chain of one certificate is taken for self-signed")
          .isEqualTo(401);
    }
  }

  @Test
  void x509FindsTheUser() throws Exception {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.EMBEDDED));
        Running server = start(site, X509Application.class)) {
      RawRequest me = RawRequest.get("/me");
      RawRequest forged = me;
      for (var header :
          ProxyKind.NGINX.headers(site.certificates().ledger().certificate()).entrySet()) {
        forged = forged.header(header.getKey(), header.getValue());
      }

      assertThat(send(site, server, site.certificates().ledger(), me).body()).isEqualTo("ledger");
      assertThat(send(site, server, site.certificates().reports(), forged).status()).isEqualTo(403);
    }
  }

  private static Running start(Site site, Class<?> application, String... lines)
      throws IOException {
    return Running.start(
        application,
        site,
        List.of(
            String.join("\n", lines),
            "server.ssl.trust-certificate=" + site.file("application/client-ca.pem")));
  }

  private static Answer token(Site site, Running server, Pki.Held held, String clientId)
      throws IOException {
    String form = "grant_type=client_credentials&client_id=" + clientId;
    return send(site, server, held, RawRequest.form("/oauth2/token", form));
  }

  private static Answer send(Site site, Running server, Pki.Held held, RawRequest request)
      throws IOException {
    return (Answer) site.send(server.port(), held, request);
  }
}
