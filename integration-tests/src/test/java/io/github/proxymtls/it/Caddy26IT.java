package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.ProxyKind;

/** Behind the real Caddy 2.6 of Debian. */
class Caddy26IT extends CaddyContract {

  Caddy26IT() {
    super(ProxyKind.CADDY_2_6);
  }
}
