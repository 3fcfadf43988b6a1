package io.github.proxymtls.samples.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Says when something ends. */
final class Expiry {

  private static final String TOPIC = "expiry";
  private static final Duration SOON = Duration.ofDays(30);

  private Expiry() {}

  /** Returns a finding about the end of something; a problem if it has ended. */
  static Finding of(String what, Instant end, Clock clock) {
    Duration left = Duration.between(clock.instant(), end);
    if (left.isNegative()) {
      return Finding.problem(TOPIC, what + " ended at " + end);
    }
    String text = what + " ends at " + end + ", in " + left.toDays() + " days";
    return left.compareTo(SOON) < 0 ? Finding.warning(TOPIC, text) : Finding.ok(TOPIC, text);
  }
}
