package io.github.proxymtls.internal.path;

import java.time.Instant;

/**
 * How long the good revocation status of a path may be used: until a time, while the same CRLs are
 * in use.
 *
 * @param until exclusive; {@link Instant#MAX} if nothing was asked
 * @param epoch the {@link RevocationChecker#epoch} before the status was asked
 */
public record RevocationStatus(Instant until, long epoch) {

  /**
   * Returns false if the status must be determined again.
   *
   * @param current the present epoch
   */
  boolean holds(Instant now, long current) {
    return epoch == current && now.isBefore(until);
  }
}
