package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.answer;
import static io.github.proxymtls.it.Whoami.assertRecognised;
import static io.github.proxymtls.it.Whoami.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind the real Apache httpd. */
@Tag("slow")
class ApacheIT extends ProxyContract {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");
  private static final SiteSettings BY_VERDICT =
      SiteSettings.of(ProxyKind.APACHE)
          .with("proxymtls.client.validation", "proxy")
          .without("proxymtls.client.self-signed")
          .without("proxymtls.client.trust-anchors")
          .without("proxymtls.client.intermediates");

  ApacheIT() {
    super(ProxyKind.APACHE);
  }

  @Test
  void recognisesAnHttp2Client() throws Exception {
    Http2Client.assertRecognised(site());
  }

  @Test
  @AllowedLog({"reason=verdict-negative", "reason=certificate-required"})
  void itsVerdictSufficesIfTheFilterReliesOnIt() throws IOException {
    try (Sites sites = new Sites()) {
      Site site = sites.of(BY_VERDICT);
      for (Listener listener : Listener.values()) {
        assertRecognised(
            site.send(listener, site.certificates().ledger(), WHOAMI),
            site.certificates().ledger());
      }
      for (Pki.Held client :
          List.of(site.certificates().impostor(), site.certificates().unregistered())) {
        assertRefused(site.send(Listener.ANY_CERTIFICATE, client, WHOAMI), 403, "verdict-negative");
      }
      assertRefused(site.send(Listener.ANY_CERTIFICATE, null, WHOAMI), 403, "certificate-required");
    }
  }

  /** In a resumed session Apache would report SUCCESS for a certificate that it did not verify. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void resumesOnlySessionsWithVerifiedCertificates(String protocol) throws Exception {
    try (Sites sites = new Sites()) {
      Site site = sites.of(BY_VERDICT.withSessionResumption());
      TlsSessions ledger = TlsSessions.of(site, site.certificates().ledger(), protocol);
      TlsSessions impostor =
          TlsSessions.of(site, Listener.ANY_CERTIFICATE, site.certificates().impostor(), protocol);
      for (int connection = 0; connection < 3; connection++) {
        assertThat(Whoami.thumbprint(ledger.whoami()))
            .isEqualTo(site.certificates().ledger().thumbprint());
        assertThat(impostor.whoami()).contains("verdict-negative");
        assertThat(impostor.resumed()).isFalse();
      }
      assertThat(ledger.resumed()).isTrue();
    }
  }

  /** Apache removes one number more than it sends; the filter does not read later numbers. */
  @Test
  void clientCannotAddToTheChain() throws IOException {
    Pki.Held client =
        site()
            .certificates()
            .clientIssuing()
            .intermediate("Second")
            .intermediate("Third")
            .client("deep")
            .issue();
    RawRequest next = WHOAMI;
    for (int index = 0; index <= 3; index++) {
      next = next.header("X-SSL-Client-Chain-" + index, "none of ours");
    }
    RawRequest later = WHOAMI.header("X-SSL-Client-Chain-4", "none of ours");
    for (Listener listener : Listener.values()) {
      for (RawRequest request : List.of(next, later)) {
        assertRecognised(site().send(listener, client, request), client);
      }
    }
  }

  @Test
  void forwardedChainCompletesThePath() throws IOException {
    try (Sites sites = new Sites()) {
      Site site =
          sites.of(SiteSettings.of(ProxyKind.APACHE).without("proxymtls.client.intermediates"));
      for (Listener listener : Listener.values()) {
        assertRecognised(
            site.send(listener, site.certificates().ledger(), WHOAMI),
            site.certificates().ledger());
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
    assertThat(statusOfConnect()).isEqualTo(403);
  }

  @Test
  void applicationSeesTheHostThatTheClientRequested() throws IOException {
    assertThat(headersOfUpgrade()).contains("host", "x-forwarded-host");
  }

  /** Otherwise any server with a certificate for that name would be accepted as the application. */
  @Test
  void hostOfTheClientDoesNotChooseTheApplication() throws IOException {
    RawRequest elsewhere = new RawRequest("GET", "https://elsewhere.example/whoami", List.of(), "");
    assertRecognised(send(elsewhere), site().certificates().reports());
  }

  @Test
  void logHoldsNoHeaderOfAFailedRequest() throws IOException {
    try (Site site = Site.start(SiteSettings.of(ProxyKind.APACHE))) {
      site.application().close();
      RawRequest secret = WHOAMI.header("Authorization", "Bearer SECRET").header("X-A", "SECRET");
      Answer answer = answer(site.send(Listener.VERIFIED, site.certificates().ledger(), secret));
      assertThat(answer.status()).isEqualTo(503);
      String log = Files.readString(site.file("proxy-1/proxy.log"), StandardCharsets.UTF_8);
      assertThat(log).contains("127.0.0.1").doesNotContain("SECRET", "Basic ", "MII");
    }
  }

  private Reply send(RawRequest request) throws IOException {
    return site().send(Listener.VERIFIED, site().certificates().reports(), request);
  }
}
