package io.github.proxymtls.samples.proxy;

import java.util.Locale;

/** The two listeners of every sample. */
public enum Listener {
  /**
   * The proxy verifies the client certificate against the client CA. This is the normal listener.
   */
  VERIFIED,
  /** The proxy only asks for a certificate, and the filter decides. */
  ANY_CERTIFICATE;

  /** Returns the name in the samples: {@code verified} or {@code any-certificate}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
