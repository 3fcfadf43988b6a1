package io.github.proxymtls.internal.path;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way to find out about revocation: by CRLs, by OCSP. */
public interface RevocationMethod {

  /** No answer is relied on for longer. */
  Duration LONGEST = Duration.ofHours(24);

  /** How long one is relied on that does not say. */
  Duration UNSTATED = Duration.ofMinutes(5);

  /** How long the lack of an answer is remembered, before anybody is asked again. */
  Duration PAUSE = Duration.ofSeconds(10);

  /** How far the clock of an issuer or responder may be from ours. */
  Duration CLOCK_SKEW = Duration.ofMinutes(5);

  /** What one certificate of a path is asked about. */
  public record Question(List<X509Certificate> path, int index) {

    public X509Certificate certificate() {
      return path.get(index);
    }

    public X509Certificate issuer() {
      return path.get(index + 1);
    }
  }

  /**
   * An answer, and how long it may be relied on; of an unusable one, how long there is no other.
   */
  public record Reply(RevocationAnswer answer, RevocationFreshness standing) {}

  /** Begins to look for an answer, and does not wait for it. */
  default void prepare(Question question, Instant now) {}

  /** Answers, and waits for it as long as the budget allows. Never throws. */
  Reply about(Question question, Instant now, Deadline budget);

  /** True for a time later than a clock that is ahead of ours by the allowed skew would say. */
  static boolean isFuture(Instant time, Instant now) {
    return time.isAfter(now.plus(CLOCK_SKEW));
  }

  /** Until when an answer is relied on that was had at an instant. */
  static Instant end(@Nullable Instant nextUpdate, Instant now) {
    Instant longest = now.plus(LONGEST);
    Instant end = nextUpdate == null ? now.plus(UNSTATED) : nextUpdate;
    return end.isBefore(longest) ? end : longest;
  }
}
