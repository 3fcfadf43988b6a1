package io.github.proxymtls.internal.revocation.source;

import java.time.Duration;

/** The time until which one request may wait. It starts when the object is created. */
public final class Deadline {

  private final Duration limit;
  private final long end;

  public Deadline(Duration limit) {
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
  }

  /** Returns the remaining time in nanoseconds, zero or negative if the deadline has passed. */
  public long left() {
    return end - System.nanoTime();
  }

  public Duration limit() {
    return limit;
  }
}
