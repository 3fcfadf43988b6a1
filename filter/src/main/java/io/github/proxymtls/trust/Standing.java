package io.github.proxymtls.trust;

import java.time.Instant;

/**
 * How long what was found out about revocation may be relied on. It is asked for every request, so
 * it neither waits nor opens anything.
 */
@FunctionalInterface
public interface Standing {

  /** Nothing was asked, so nothing grows old. */
  Standing ALWAYS = now -> true;

  /** False where the certificates have to be looked up again. */
  boolean holds(Instant now);

  /** Holds until an instant, which does not belong to it. */
  static Standing until(Instant end) {
    return now -> now.isBefore(end);
  }
}
