package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.path.RevocationAnswer;
import io.github.proxymtls.internal.path.RevocationAnswer.Good;
import io.github.proxymtls.internal.path.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.path.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.path.RevocationMethod;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of an OCSP answer.
 *
 * @param end from then on it is not relied on
 * @param renewal from then on it is asked for again in the background, if somebody needs it
 * @param recoveries of silent responders before it: the lack of an answer is forgotten with the
 *     next
 */
record OcspState(RevocationAnswer answer, Instant end, Instant renewal, int recoveries) {

  /** The part of an answer's time that is left when it is renewed: a fifth. */
  private static final int LAST_PART = 5;

  static OcspState of(RevocationAnswer answer, Instant now, int recoveries) {
    if (answer instanceof Good good) {
      return until(answer, RevocationMethod.end(good.nextUpdate(), now), now, recoveries);
    }
    if (answer instanceof Revoked revoked) {
      return until(answer, RevocationMethod.end(revoked.nextUpdate(), now), now, recoveries);
    }
    Instant end = now.plus(RevocationMethod.PAUSE);
    return new OcspState(answer, end, end, recoveries);
  }

  private static OcspState until(
      RevocationAnswer answer, Instant end, Instant now, int recoveries) {
    Duration all = now.isBefore(end) ? Duration.between(now, end) : Duration.ZERO;
    return new OcspState(answer, end, end.minus(all.dividedBy(LAST_PART)), recoveries);
  }

  /** What follows upon another: no lack of an answer displaces an answer that still holds. */
  OcspState after(@Nullable OcspState before, Instant now) {
    if (before == null || before.isLack() || !isLack() || !now.isBefore(before.end)) {
      return this;
    }
    return new OcspState(before.answer, before.end, now.plus(RevocationMethod.PAUSE), recoveries);
  }

  boolean holds(Instant now, int recoveriesNow) {
    return now.isBefore(end) && (recoveries == recoveriesNow || !isLack());
  }

  boolean isGood() {
    return answer instanceof Good;
  }

  boolean isLack() {
    return answer instanceof Unusable;
  }
}
