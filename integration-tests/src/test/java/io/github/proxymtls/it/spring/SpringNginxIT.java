package io.github.proxymtls.it.spring;

import io.github.proxymtls.samples.proxy.ProxyKind;
import org.junit.jupiter.api.Tag;

/** Behind the real NGINX. */
@Tag("slow")
class SpringNginxIT extends SpringContract {

  SpringNginxIT() {
    super(ProxyKind.NGINX);
  }
}
