package io.github.proxymtls.internal.path;

import java.time.Duration;

/** How long one request may still wait. Begins when it is made. */
public final class Deadline {

  private final Duration limit;
  private final long end;

  public Deadline(Duration limit) {
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** In nanoseconds; zero or less where it is spent. */
  public long left() {
    return end - System.nanoTime();
  }

  public Duration limit() {
    return limit;
  }
}
