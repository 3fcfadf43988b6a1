package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.ProxyKind;
import org.junit.jupiter.api.Test;

/** Behind the real Envoy. */
class EnvoyIT extends ProxyContract {

  EnvoyIT() {
    super(ProxyKind.ENVOY);
  }

  @Test
  void aClientOfHttp2IsRecognised() throws Exception {
    Http2Client.assertRecognised(site());
  }
}
