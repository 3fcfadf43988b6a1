package io.github.proxymtls.internal.path;

import java.time.Instant;

/**
 * How long what was found out about revocation may be relied on. It is asked for every request, so
 * it neither waits nor opens anything.
 */
@FunctionalInterface
public interface RevocationFreshness {

  /** Nothing was asked, so nothing grows old. */
  RevocationFreshness ALWAYS = now -> true;

  /** False where the certificates have to be looked up again. */
  boolean holds(Instant now);

  /** Holds until an instant, which does not belong to it. */
  static RevocationFreshness until(Instant end) {
    return now -> now.isBefore(end);
  }
}
