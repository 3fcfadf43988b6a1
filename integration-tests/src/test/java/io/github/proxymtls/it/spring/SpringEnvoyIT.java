package io.github.proxymtls.it.spring;

import io.github.proxymtls.samples.proxy.ProxyKind;
import org.junit.jupiter.api.Tag;

/** Behind the real Envoy. */
@Tag("slow")
class SpringEnvoyIT extends SpringContract {

  SpringEnvoyIT() {
    super(ProxyKind.ENVOY);
  }
}
