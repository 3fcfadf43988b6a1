package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.ProxyKind;

/** Behind the small embedded proxy of the samples. */
class EmbeddedIT extends ProxyContract {

  EmbeddedIT() {
    super(ProxyKind.EMBEDDED);
  }
}
