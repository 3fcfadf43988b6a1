package io.github.proxymtls.internal.path;

import java.time.Instant;

/**
 * Tells how long a revocation status may be used. It is called for every request, so it must not
 * block or perform I/O.
 */
@FunctionalInterface
public interface RevocationFreshness {

  /** Always fresh, because no revocation status was used. */
  RevocationFreshness ALWAYS = now -> true;

  /**
   * Returns false if the revocation status must be determined again.
   *
   * @param now the time in milliseconds since the epoch
   */
  boolean holds(long now);

  /** Returns true if the revocation status can be determined again at once, without I/O. */
  default boolean isQuicklyRenewed() {
    return false;
  }

  /** Does the same for an instant. */
  default boolean holds(Instant now) {
    return holds(now.toEpochMilli());
  }

  /** Fresh while both are. */
  default RevocationFreshness and(RevocationFreshness other) {
    if (this == ALWAYS || other == ALWAYS) {
      return this == ALWAYS ? other : this;
    }
    return now -> holds(now) && other.holds(now);
  }

  /** Fresh until an instant, exclusive. */
  static RevocationFreshness until(Instant end) {
    long milliseconds = end.toEpochMilli();
    return now -> now < milliseconds;
  }
}
