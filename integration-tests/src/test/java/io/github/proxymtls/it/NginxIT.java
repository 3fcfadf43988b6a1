package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.ProxyKind;
import org.junit.jupiter.api.Test;

/** Behind the real NGINX. */
class NginxIT extends ProxyContract {

  NginxIT() {
    super(ProxyKind.NGINX);
  }

  @Test
  void aClientOfHttp2IsRecognised() throws Exception {
    Http2Client.assertRecognised(site());
  }
}
