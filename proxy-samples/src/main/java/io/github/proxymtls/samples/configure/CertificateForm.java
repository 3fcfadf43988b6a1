package io.github.proxymtls.samples.configure;

import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import java.util.Locale;

/** The form in which a proxy writes a certificate. */
public enum CertificateForm {
  /** The proxy's own form. */
  NATIVE,
  /** {@code Client-Cert} and {@code Client-Cert-Chain} of RFC 9440. */
  RFC9440;

  /** How Caddy writes an absent certificate. */
  private static final String ABSENT_FOR_CADDY = "::";

  /**
   * Returns the form that a format reads. Caddy's own form differs from RFC 9440 only in the absent
   * certificate.
   */
  static CertificateForm of(HeaderFormat format) {
    boolean caddys = format.absent().contains(ABSENT_FOR_CADDY);
    return format.encoding() == Encoding.RFC9440 && !caddys ? RFC9440 : NATIVE;
  }

  /** Returns the name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
