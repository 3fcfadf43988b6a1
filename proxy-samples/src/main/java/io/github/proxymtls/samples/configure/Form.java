package io.github.proxymtls.samples.configure;

import io.github.proxymtls.header.Encoding;
import io.github.proxymtls.header.HeaderFormat;
import java.util.Locale;

/** Which form of a certificate a proxy shall write. */
public enum Form {
  /** Its own. */
  NATIVE,
  /** {@code Client-Cert} and {@code Client-Cert-Chain} of RFC 9440. */
  RFC9440;

  /** How Caddy writes an absent certificate where RFC 9440 has no header. */
  private static final String ABSENT_AT_CADDY = "::";

  /** The form that a format reads. Caddy's own looks like RFC 9440 but for the absent one. */
  static Form of(HeaderFormat format) {
    boolean item = format.encoding() == Encoding.RFC9440;
    return item && !format.absent().contains(ABSENT_AT_CADDY) ? RFC9440 : NATIVE;
  }

  /** As on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
