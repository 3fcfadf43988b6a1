package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.answer;
import static io.github.proxymtls.it.Whoami.assertRecognised;
import static io.github.proxymtls.it.Whoami.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Plan;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind the real Apache httpd. */
class ApacheIT extends ProxyContract {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");
  private static final Plan BY_VERDICT =
      Plan.of(ProxyKind.APACHE)
          .with("proxymtls.client.validation", "proxy")
          .without("proxymtls.client.self-signed")
          .without("proxymtls.client.trust-anchors")
          .without("proxymtls.client.intermediates");

  ApacheIT() {
    super(ProxyKind.APACHE);
  }

  @Test
  void aClientOfHttp2IsRecognised() throws Exception {
    Http2Client.assertRecognised(site());
  }

  @Test
  void itsVerdictIsEnoughWhereTheFilterAsksForNoMore() throws IOException {
    try (Sites sites = new Sites()) {
      Site site = sites.of(BY_VERDICT);
      for (Listener listener : Listener.values()) {
        assertRecognised(site.send(listener, site.cast().ledger(), WHOAMI), site.cast().ledger());
      }
      for (Pki.Held client : List.of(site.cast().impostor(), site.cast().stranger())) {
        assertRefused(site.send(Listener.ANY_CERTIFICATE, client, WHOAMI), 403, "verdict-negative");
      }
      assertRefused(site.send(Listener.ANY_CERTIFICATE, null, WHOAMI), 403, "certificate-required");
    }
  }

  /** In a resumed session Apache would say SUCCESS of what it let pass unverified. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void resumptionIsForVerifiedCertificatesAlone(String protocol) throws Exception {
    try (Sites sites = new Sites()) {
      Site site = sites.of(BY_VERDICT.withSessionResumption());
      TlsSessions ledger = TlsSessions.of(site, site.cast().ledger(), protocol);
      TlsSessions impostor =
          TlsSessions.of(site, Listener.ANY_CERTIFICATE, site.cast().impostor(), protocol);
      for (int connection = 0; connection < 3; connection++) {
        assertThat(Whoami.thumbprint(ledger.whoami())).isEqualTo(site.cast().ledger().thumbprint());
        assertThat(impostor.whoami()).contains("verdict-negative");
        assertThat(impostor.resumed()).isFalse();
      }
      assertThat(ledger.resumed()).isTrue();
    }
  }

  /**
   * Apache removes the number after the last that it sends; what comes later the filter does not
   * read.
   */
  @Test
  void nobodyAddsToTheChain() throws IOException {
    Pki.Held client =
        site()
            .cast()
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
  void theForwardedChainCompletesThePath() throws IOException {
    try (Sites sites = new Sites()) {
      Site site = sites.of(Plan.of(ProxyKind.APACHE).without("proxymtls.client.intermediates"));
      for (Listener listener : Listener.values()) {
        assertRecognised(site.send(listener, site.cast().ledger(), WHOAMI), site.cast().ledger());
      }
    }
  }

  @Test
  void aCertificateTooLargeForAHeaderIsNotTakenForNone() throws IOException {
    Answer answer = answerToLargeCertificate();
    assertThat(answer.status()).as(answer.body()).isEqualTo(431);
    assertThat(answer.body()).doesNotContain("certificate-required");
  }

  @Test
  void connectGetsNobodyATunnel() throws IOException {
    assertThat(statusOfConnect()).isEqualTo(403);
  }

  @Test
  void theApplicationLearnsWhichHostTheClientNamed() throws IOException {
    assertThat(headersOfUpgrade()).contains("host", "x-forwarded-host");
  }

  /** Else whoever answers with a certificate for that name would be taken for the application. */
  @Test
  void theClientsHostDoesNotNameTheApplication() throws IOException {
    RawRequest elsewhere = new RawRequest("GET", "https://elsewhere.example/whoami", List.of(), "");
    assertRecognised(send(elsewhere), site().cast().reports());
  }

  @Test
  void theLogHoldsNoHeaderOfARequestThatFails() throws IOException {
    try (Site site = Site.start(Plan.of(ProxyKind.APACHE))) {
      site.application().close();
      RawRequest secret = WHOAMI.header("Authorization", "Bearer SECRET").header("X-A", "SECRET");
      Answer answer = answer(site.send(Listener.VERIFIED, site.cast().ledger(), secret));
      assertThat(answer.status()).isEqualTo(503);
      String log = Files.readString(site.file("proxy-1/proxy.log"), StandardCharsets.UTF_8);
      assertThat(log).contains("127.0.0.1").doesNotContain("SECRET", "Basic ", "MII");
    }
  }

  private Reply send(RawRequest request) throws IOException {
    return site().send(Listener.VERIFIED, site().cast().reports(), request);
  }
}
