package io.github.proxymtls.it.spring;

import io.github.proxymtls.samples.proxy.ProxyKind;

/** Behind the real Envoy. */
class SpringEnvoyIT extends SpringContract {

  SpringEnvoyIT() {
    super(ProxyKind.ENVOY);
  }
}
