package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.answer;
import static io.github.proxymtls.it.Whoami.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
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
  void theVerdictOfACertificateThatDoesNotVerifyReachesTheFilter() throws IOException {
    for (Pki.Held client : List.of(site().cast().expired(), site().cast().impostor())) {
      assertRefused(send(client, WHOAMI), 403, "verdict-negative");
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
    RawRequest connect = new RawRequest("CONNECT", "localhost:443", List.of(), "");
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
