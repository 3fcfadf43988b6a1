package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.answer;
import static io.github.proxymtls.it.Whoami.assertRecognised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind the real Traefik. */
@Tag("slow")
class TraefikIT extends ProxyContract {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");

  TraefikIT() {
    super(ProxyKind.TRAEFIK);
  }

  @Test
  void recognisesAnHttp2Client() throws Exception {
    Http2Client.assertRecognised(site());
  }

  /** Traefik chooses the TLS options by the server name, which the client controls. */
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "elsewhere.example", "any-certificate"})
  void noServerNameBypassesTheCheckOfTheVerifiedListener(String name) throws Exception {
    assertThat(answerTo(name, site().certificates().ledger())).contains("ledger");
    assertThat(answerTo(name, site().certificates().impostor())).isEqualTo("refused");
    assertThat(answerTo(name, site().certificates().unregistered())).isEqualTo("refused");
  }

  private String answerTo(String name, Pki.Held client) throws Exception {
    SSLContext context = ClientTls.context(site(), client, "TLSv1.3");
    int port = site().proxy().port(Listener.VERIFIED);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      String request = "GET /whoami HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException refused) {
      return "refused";
    }
  }

  @Test
  void verifiedListenerAcceptsNoClientWithoutItsCa() throws Exception {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.TRAEFIK))) {
      Pki.Held ledger = site.certificates().ledger();
      assertRecognised(site.send(Listener.VERIFIED, ledger, WHOAMI), ledger);
      Files.delete(site.file("proxy-1/client-ca.pem"));
      Path routes = site.file("proxy-1/traefik-dynamic.yaml");
      Files.writeString(routes, Files.readString(routes) + "\n# Read it again.\n");

      await().until(() -> site.send(Listener.VERIFIED, ledger, WHOAMI) instanceof Reply.NoResponse);

      for (Pki.Held client :
          Arrays.asList(null, site.certificates().impostor(), site.certificates().unregistered())) {
        assertThat(site.send(Listener.VERIFIED, client, WHOAMI))
            .isInstanceOf(Reply.NoResponse.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X_Forwarded_Tls_Client_Cert",
        "X.Forwarded.Tls.Client.Cert",
        "x-forwarded_tls.client-cert",
        "X_Proxy_Authorization",
        "X.Proxy.Authorization"
      })
  void traefikItselfRejectsATwin(String name) throws IOException {
    Answer answer = answer(send(WHOAMI.header(name, "x")));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("header-twin");
  }

  @Test
  void forwardedChainCompletesThePath() throws IOException {
    try (Sites sites = new Sites()) {
      Site site =
          sites.of(SiteSettings.of(ProxyKind.TRAEFIK).without("proxymtls.client.intermediates"));
      Pki.Held deep =
          site.certificates()
              .clientIssuing()
              .intermediate("Second")
              .client("deep")
              .rsa(4096)
              .issue();
      for (Listener listener : Listener.values()) {
        assertRecognised(site.send(listener, deep, WHOAMI), deep);
      }
    }
  }

  @Test
  @AllowedLog("reason=header-too-large")
  void tooLargeCertificateIsNotTreatedAsMissing() throws IOException {
    Answer answer = answerToLargeCertificate();
    assertThat(answer.status()).as(answer.body()).isEqualTo(431);
    assertThat(answer.body()).doesNotContain("certificate-required");
  }

  @Test
  void connectOpensNoTunnel() throws IOException {
    assertThat(statusOfConnect()).isEqualTo(501);
  }

  @Test
  void traefikItselfRejectsTooManyHeaders() throws IOException {
    RawRequest large = WHOAMI.header("X-Large", "x".repeat(72_000));
    assertThat(answer(send(large)).status()).isEqualTo(431);
  }

  @Test
  void logHoldsNoErrorAndNoHeaderOfAFailedRequest() throws IOException {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.TRAEFIK))) {
      Path log = site.file("proxy-1/proxy.log");
      assertThat(log).content(StandardCharsets.UTF_8).doesNotContain("ERR");
      site.application().close();
      RawRequest secret = WHOAMI.header("Authorization", "Bearer SECRET").header("X-A", "SECRET");
      Answer answer = answer(site.send(Listener.VERIFIED, site.certificates().ledger(), secret));
      assertThat(answer.status()).isEqualTo(502);
      assertThat(log).content(StandardCharsets.UTF_8).doesNotContain("SECRET", "Basic ", "MII");
    }
  }

  private Reply send(RawRequest request) throws IOException {
    return site().send(Listener.VERIFIED, site().certificates().reports(), request);
  }
}
