package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.ProxyKind;
import org.junit.jupiter.api.Tag;

/** Behind the small embedded proxy of the samples. */
@Tag("slow")
class EmbeddedIT extends ProxyContract {

  EmbeddedIT() {
    super(ProxyKind.EMBEDDED);
  }
}
