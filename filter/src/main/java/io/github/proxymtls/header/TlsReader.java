package io.github.proxymtls.header;

import java.security.cert.X509Certificate;
import java.util.List;

/** Reads the certificates of the container's own handshake as claims like any other. */
public final class TlsReader {

  public TlsReader(HeaderLimits limits) {
    throw new AssertionError();
  }

  /**
   * Takes the peer's certificates, leaf first, not empty; applies the same limits and DER rules.
   */
  public HeaderReader.Decoded read(List<X509Certificate> certificates) {
    throw new AssertionError();
  }
}
