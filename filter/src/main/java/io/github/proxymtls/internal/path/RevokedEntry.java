package io.github.proxymtls.internal.path;

import java.time.Instant;

/**
 * An entry of a CRL, or a revocation that an OCSP response tells of.
 *
 * @param since when the certificate was revoked
 * @param reason the code of RFC 5280 section 5.3.1
 */
public record RevokedEntry(Instant since, int reason) {

  /** True where a delta CRL takes back what the complete one says. */
  public boolean isRemoval() {
    return reason == RevocationReasons.REMOVAL;
  }

  @Override
  public String toString() {
    return "revoked at " + since + ", " + RevocationReasons.name(reason);
  }
}
