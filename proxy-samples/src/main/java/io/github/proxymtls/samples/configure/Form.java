package io.github.proxymtls.samples.configure;

import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import java.util.Locale;

/** Which form of a certificate a proxy shall write. */
public enum Form {
  /** Its own. */
  NATIVE,
  /** {@code Client-Cert} and {@code Client-Cert-Chain} of RFC 9440. */
  RFC9440;

  /** How Caddy spells an absent certificate. */
  private static final String ABSENT_FOR_CADDY = "::";

  /**
   * The form that a format reads. Caddy's own form looks like RFC 9440 but for the absent
   * certificate.
   */
  static Form of(HeaderFormat format) {
    boolean caddys = format.absent().contains(ABSENT_FOR_CADDY);
    return format.encoding() == Encoding.RFC9440 && !caddys ? RFC9440 : NATIVE;
  }

  /** As on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
