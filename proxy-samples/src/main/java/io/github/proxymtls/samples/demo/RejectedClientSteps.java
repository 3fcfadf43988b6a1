package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.SiteCertificates;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Clients that must be rejected on both listeners, by the proxy or by the filter. */
final class RejectedClientSteps {

  private final StepRunner runner;

  RejectedClientSteps(StepRunner runner) {
    this.runner = runner;
  }

  void run() throws IOException {
    SiteCertificates certificates = runner.certificates();
    for (Listener listener : Listener.values()) {
      refused("no certificate", listener, null);
      refused("expired certificate", listener, certificates.expired());
      refused(
          "certificate of an untrusted CA of the same names", listener, certificates.impostor());
      refused("self-signed certificate, not registered", listener, certificates.unregistered());
    }
  }

  private void refused(String step, Listener listener, Pki.@Nullable Held client)
      throws IOException {
    runner
        .at(listener, client)
        .tries(step, RawRequest.get(StepRunner.WHOAMI), Expectation.refused());
  }
}
