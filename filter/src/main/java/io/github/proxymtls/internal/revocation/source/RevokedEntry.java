package io.github.proxymtls.internal.revocation.source;

import java.time.Instant;

/**
 * A CRL entry, or the RevokedInfo of an OCSP response.
 *
 * @param since when the certificate was revoked
 * @param reason the code of RFC 5280 section 5.3.1
 */
public record RevokedEntry(Instant since, int reason) {

  /** Returns true if a delta CRL removes the entry of the complete CRL. */
  public boolean isRemoval() {
    return reason == RevocationReasons.REMOVAL;
  }

  @Override
  public String toString() {
    return "revoked at " + since + ", " + RevocationReasons.name(reason);
  }
}
