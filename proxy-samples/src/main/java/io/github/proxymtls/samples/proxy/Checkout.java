package io.github.proxymtls.samples.proxy;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** The source tree in which this code was built, if it still exists. */
final class Checkout {

  private Checkout() {}

  /** Returns the top of the tree: the jar and the classes are in {@code proxy-samples/target}. */
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
