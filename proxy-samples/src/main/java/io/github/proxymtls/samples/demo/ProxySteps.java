package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Proxies that cannot authenticate themselves. */
final class ProxySteps {

  private final StepRunner runner;

  ProxySteps(StepRunner runner) {
    this.runner = runner;
  }

  void run() throws IOException {
    refused("a proxy without its credential", null, runner.certificates().proxy());
    refused("a proxy with a wrong password", "edge-1:guess", runner.certificates().proxy());
    refused(
        "a proxy with another proxy's certificate",
        Site.CREDENTIAL,
        runner.certificates().otherProxy());
  }

  private void refused(String step, @Nullable String credential, Pki.Held certificate)
      throws IOException {
    try (Proxy proxy = runner.site().startProxy(credential, certificate)) {
      runner
          .at(proxy, Listener.VERIFIED, runner.certificates().ledger())
          .tries(
              step,
              RawRequest.get(StepRunner.WHOAMI),
              Expectation.byFilter("403 proxy-not-trusted"));
    }
  }
}
