package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.ProxyKind;

/** Behind the real Caddy, 2.8 or later. */
class CaddyIT extends CaddyContract {

  CaddyIT() {
    super(ProxyKind.CADDY);
  }
}
