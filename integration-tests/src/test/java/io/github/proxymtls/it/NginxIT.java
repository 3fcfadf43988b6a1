package io.github.proxymtls.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Reply.Answer;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Behind the real NGINX. */
@Tag("slow")
class NginxIT extends ProxyContract {

  NginxIT() {
    super(ProxyKind.NGINX);
  }

  @Test
  void recognisesAnHttp2Client() throws Exception {
    Http2Client.assertRecognised(site());
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
    assertThat(statusOfConnect()).isEqualTo(400);
  }
}
