package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.site.Cast;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Who must be refused on both listeners, be it by the proxy or by the filter. */
final class StrangerSteps {

  private final Stage stage;

  StrangerSteps(Stage stage) {
    this.stage = stage;
  }

  void run() throws IOException {
    Cast cast = stage.cast();
    for (Listener listener : Listener.values()) {
      refused("no certificate", listener, null);
      refused("expired certificate", listener, cast.expired());
      refused("certificate of a foreign CA with the same names", listener, cast.impostor());
      refused("self-signed certificate that nobody registered", listener, cast.stranger());
    }
  }

  private void refused(String step, Listener listener, Pki.@Nullable Held client)
      throws IOException {
    stage.at(listener, client).tries(step, RawRequest.get(Stage.WHOAMI), Expectation.refused());
  }
}
