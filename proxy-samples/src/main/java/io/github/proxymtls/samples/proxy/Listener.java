package io.github.proxymtls.samples.proxy;

import java.util.Locale;

/** The two listeners of every sample. */
public enum Listener {
  /** The proxy verifies the client's certificate against the client CA; the normal one. */
  VERIFIED,
  /** The proxy only asks for a certificate, and the filter decides. */
  ANY_CERTIFICATE;

  /** As in the samples: {@code verified}, {@code any-certificate}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
