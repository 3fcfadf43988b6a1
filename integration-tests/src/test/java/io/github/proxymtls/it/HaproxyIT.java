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
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Behind the real HAProxy. */
@Tag("slow")
class HaproxyIT extends ProxyContract {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");

  HaproxyIT() {
    super(ProxyKind.HAPROXY);
  }

  @Test
  void recognisesAnHttp2Client() throws Exception {
    Http2Client.assertRecognised(site());
  }

  @Test
  @AllowedLog({"reason=certificate-expired", "reason=certificate-not-pinned"})
  void unverifiedCertificateReachesTheFilter() throws IOException {
    assertRefused(send(site().certificates().expired(), WHOAMI), 403, "certificate-expired");
    assertRefused(send(site().certificates().impostor(), WHOAMI), 403, "certificate-not-pinned");
  }

  @Test
  @AllowedLog({"reason=verdict-negative", "reason=certificate-required"})
  void itsVerdictSufficesIfTheFilterReliesOnIt() throws IOException {
    SiteSettings settings =
        SiteSettings.of(ProxyKind.HAPROXY)
            .with("proxymtls.client.validation", "proxy")
            .without("proxymtls.client.self-signed")
            .without("proxymtls.client.trust-anchors")
            .without("proxymtls.client.intermediates");
    try (Sites sites = new Sites()) {
      Site site = sites.of(settings);
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

  @Test
  @AllowedLog("reason=header-too-large")
  void tooLargeCertificateIsNotTreatedAsMissing() throws IOException {
    Answer answer = answerToLargeCertificate();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("certificate-required");
  }

  @Test
  void connectOpensNoTunnel() throws IOException {
    assertThat(statusOfConnect()).isEqualTo(405);
  }

  private Reply send(Pki.Held client, RawRequest request) throws IOException {
    return site().send(Listener.ANY_CERTIFICATE, client, request);
  }
}
