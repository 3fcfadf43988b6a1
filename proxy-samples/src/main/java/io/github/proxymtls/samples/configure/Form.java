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

  /**
   * The form that a format reads. Caddy's own form looks like RFC 9440 but for the absent
   * certificate, which it spells as an empty or unreplaced value.
   */
  static Form of(HeaderFormat format) {
    return format.encoding() == Encoding.RFC9440 && format.absent().isEmpty() ? RFC9440 : NATIVE;
  }

  /** As on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
