package io.github.proxymtls.trust;

import java.time.Duration;

/** How long one request may still wait. Begins when it is made. */
final class Budget {

  private final Duration limit;
  private final long end;

  Budget(Duration limit) {
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** In nanoseconds; zero or less where it is spent. */
  long left() {
    return end - System.nanoTime();
  }

  Duration limit() {
    return limit;
  }
}
