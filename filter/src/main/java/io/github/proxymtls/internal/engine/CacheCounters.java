package io.github.proxymtls.internal.engine;

import java.util.concurrent.atomic.LongAdder;

/** How often a request's certificate was found in the cache. Counts over all reloads. */
final class CacheCounters {

  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  void hit() {
    hits.increment();
  }

  void miss() {
    misses.increment();
  }

  long hits() {
    return hits.sum();
  }

  /** Returns the number of certificates that were decoded and validated, or refused before. */
  long misses() {
    return misses.sum();
  }
}
