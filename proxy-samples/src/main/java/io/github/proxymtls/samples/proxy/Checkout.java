package io.github.proxymtls.samples.proxy;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The source tree that this code was built in, where it still lies there. */
final class Checkout {

  private Checkout() {}

  /** The tree's top: the jar is in {@code proxy-samples/target}, as are the classes. */
  static Path folder() {
    try {
      Path code =
          Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return code.resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
