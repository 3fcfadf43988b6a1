package io.github.proxymtls.it.spring;

import io.github.proxymtls.samples.proxy.ProxyKind;

/** Behind the real NGINX. */
class SpringNginxIT extends SpringContract {

  SpringNginxIT() {
    super(ProxyKind.NGINX);
  }
}
