package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Proxies that cannot prove who they are. */
final class ProxySteps {

  private final Stage stage;

  ProxySteps(Stage stage) {
    this.stage = stage;
  }

  void run() throws IOException {
    refused("a proxy without its credential", null, stage.cast().proxy());
    refused("a proxy with a wrong password", "edge-1:guess", stage.cast().proxy());
    refused("a proxy with another one's certificate", Site.CREDENTIAL, stage.cast().otherProxy());
  }

  private void refused(String step, @Nullable String credential, Pki.Held certificate)
      throws IOException {
    try (Proxy proxy = stage.site().startProxy(credential, certificate)) {
      stage
          .at(proxy, Listener.VERIFIED, stage.cast().ledger())
          .tries(step, RawRequest.get(Stage.WHOAMI), Expectation.byFilter("403 proxy-not-trusted"));
    }
  }
}
