package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.ProxyKind;
import org.junit.jupiter.api.Tag;

/** Behind the real Caddy 2.6 of Debian. */
@Tag("slow")
class Caddy26IT extends CaddyContract {

  Caddy26IT() {
    super(ProxyKind.CADDY_2_6);
  }
}
