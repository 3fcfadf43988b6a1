package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.answer;
import static io.github.proxymtls.it.Whoami.assertRecognised;
import static io.github.proxymtls.it.Whoami.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that hold behind every Caddy, with its own form and with RFC 9440. */
abstract class CaddyContract extends ProxyContract {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");

  private final ProxyKind kind;

  CaddyContract(ProxyKind kind) {
    super(kind);
    this.kind = kind;
  }

  @Test
  void recognisesAnHttp2Client() throws Exception {
    Http2Client.assertRecognised(site());
  }

  @ParameterizedTest
  @ValueSource(strings = {"caddy", "rfc9440"})
  void recognisesEveryClientInEitherForm(String format) throws IOException {
    Site site = in(format);
    for (Listener listener : Listener.values()) {
      assertRecognised(
          site.send(listener, site.certificates().reports(), forged(site)),
          site.certificates().reports());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"caddy", "rfc9440"})
  @AllowedLog("reason=certificate-required")
  void missingCertificateIsMissingInEitherForm(String format) throws IOException {
    Site site = in(format);
    for (RawRequest request : List.of(WHOAMI, forged(site))) {
      assertRefused(
          site.send(Listener.ANY_CERTIFICATE, null, request), 403, "certificate-required");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_cert", "Client_Cert", "CLIENT.CERT", "Client_Cert.Chain"})
  void dropsTwins(String name) throws IOException {
    for (String format : List.of("caddy", "rfc9440")) {
      Site site = in(format);
      RawRequest twin = WHOAMI.header(name, ":QUJD:");
      assertRecognised(
          site.send(Listener.VERIFIED, site.certificates().reports(), twin),
          site.certificates().reports());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"caddy", "rfc9440"})
  void connectionHeaderCannotRemoveTheCertificate(String format) throws IOException {
    Site site = in(format);
    RawRequest named = WHOAMI.header("Connection", "close, Client-Cert, proxy-authorization");
    assertRecognised(
        site.send(Listener.VERIFIED, site.certificates().reports(), named),
        site.certificates().reports());
  }

  @Test
  void doesNotForwardTheConnectionHeaderOfTheClient() throws IOException {
    assertThat(headersOfUpgrade()).doesNotContain("connection");
  }

  @Test
  void connectOpensNoTunnel() throws IOException {
    assertThat(statusOfConnect()).isEqualTo(405);
  }

  @Test
  void caddyItselfRejectsTooManyHeaders() throws IOException {
    RawRequest large = WHOAMI.header("X-Large", "x".repeat(70_000));
    assertThat(
            answer(site().send(Listener.VERIFIED, site().certificates().reports(), large)).status())
        .isEqualTo(431);
  }

  @Test
  void logHoldsNoHeaderOfAFailedRequest() throws IOException {
    try (Site site = Site.start(SiteSettings.of(kind))) {
      site.application().close();
      RawRequest secret =
          WHOAMI
              .header("Authorization", "Bearer SECRET")
              .header("X-Proxy-Authorization", "SECRET")
              .header("Cookie", "session=SECRET");
      assertThat(
              answer(site.send(Listener.VERIFIED, site.certificates().ledger(), secret)).status())
          .isEqualTo(502);
      String log = Files.readString(site.file("proxy-1/proxy.log"), StandardCharsets.UTF_8);
      assertThat(log).contains("502").doesNotContain("SECRET", "Basic ", "MII");
    }
  }

  private Site in(String format) throws IOException {
    return sites.of(SiteSettings.of(kind).with("proxymtls.format", format));
  }

  /** Sends another client's certificate in the header, in either case of its name. */
  private RawRequest forged(Site site) {
    RawRequest forged = WHOAMI.header("Client-Cert-Chain", ":QUJD:");
    for (String value : kind.headers(site.certificates().ledger().certificate()).values()) {
      forged = forged.header("Client-Cert", value).header("client-cert", value);
    }
    return forged;
  }
}
