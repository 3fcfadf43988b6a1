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
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Behind the real HAProxy. */
class HaproxyIT extends ProxyContract {

  private static final RawRequest WHOAMI = RawRequest.get("/whoami");

  HaproxyIT() {
    super(ProxyKind.HAPROXY);
  }

  @Test
  void aClientOfHttp2IsRecognised() throws Exception {
    Http2Client.assertRecognised(site());
  }

  @Test
  void aCertificateThatDoesNotVerifyReachesTheFilter() throws IOException {
    assertRefused(send(site().cast().expired(), WHOAMI), 403, "certificate-expired");
    assertRefused(send(site().cast().impostor(), WHOAMI), 403, "certificate-not-pinned");
  }

  @Test
  void itsVerdictIsEnoughWhereTheFilterAsksForNoMore() throws IOException {
    Plan plan =
        Plan.of(ProxyKind.HAPROXY)
            .with("proxymtls.client.validation", "proxy")
            .without("proxymtls.client.self-signed")
            .without("proxymtls.client.trust-anchors")
            .without("proxymtls.client.intermediates");
    try (Sites sites = new Sites()) {
      Site site = sites.of(plan);
      for (Listener listener : Listener.values()) {
        assertRecognised(site.send(listener, site.cast().ledger(), WHOAMI), site.cast().ledger());
      }
      for (Pki.Held client : List.of(site.cast().impostor(), site.cast().stranger())) {
        assertRefused(site.send(Listener.ANY_CERTIFICATE, client, WHOAMI), 403, "verdict-negative");
      }
      assertRefused(site.send(Listener.ANY_CERTIFICATE, null, WHOAMI), 403, "certificate-required");
    }
  }

  @Test
  void aCertificateTooLargeForAHeaderIsNotTakenForNone() throws IOException {
    CertificateBuilder large = site().cast().clientIssuing().client("large");
    for (int name = 0; name < 1200; name++) {
      large.dns("n" + name + "." + "x".repeat(40) + ".bank.example");
    }
    Pki.Held client = large.issue();
    assertThat(client.der()).hasSizeGreaterThan(60_000);

    Reply.Answer answer = answer(send(client, WHOAMI));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("certificate-required");
  }

  @Test
  void nobodyIsGivenATunnel() throws IOException {
    String self = "localhost:" + site().proxy().port(Listener.ANY_CERTIFICATE);
    RawRequest connect = new RawRequest("CONNECT", self, List.of(), "");
    assertThat(answer(send(site().cast().reports(), connect)).status()).isEqualTo(405);

    RawRequest upgrade =
        WHOAMI
            .header("Connection", "close, Upgrade, HTTP2-Settings")
            .header("Upgrade", "h2c")
            .header("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA")
            .header("Early-Data", "1");
    Reply.Answer answer = answer(send(site().cast().reports(), upgrade));
    assertThat(Whoami.members(answer.body()).get("headers"))
        .asInstanceOf(InstanceOfAssertFactories.list(String.class))
        .contains("host")
        .doesNotContain("upgrade", "http2-settings", "early-data");
  }

  private Reply send(Pki.Held client, RawRequest request) throws IOException {
    return site().send(Listener.ANY_CERTIFICATE, client, request);
  }
}
