package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.ProxyKind;
import org.junit.jupiter.api.Tag;

/** Behind the real Caddy, 2.8 or later. */
@Tag("slow")
class CaddyIT extends CaddyContract {

  CaddyIT() {
    super(ProxyKind.CADDY);
  }
}
