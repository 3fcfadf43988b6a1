package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A cached OCSP answer.
 *
 * @param end when the answer expires
 * @param renewal when the answer is renewed in the background, if it is used
 * @param recoveries the number of recoveries of suspended hosts at that time; a missing answer
 *     expires with the next recovery
 */
record OcspState(RevocationAnswer answer, Instant end, Instant renewal, int recoveries) {

  /** Answers are renewed in the last fifth of their lifetime. */
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

  /**
   * Returns the state after a previous one. A missing answer does not replace an answer that is
   * still usable.
   */
  OcspState after(@Nullable OcspState before, Instant now) {
    if (before == null || before.isUnusable() || !isUnusable() || !now.isBefore(before.end)) {
      return this;
    }
    return new OcspState(before.answer, before.end, now.plus(RevocationMethod.PAUSE), recoveries);
  }

  boolean holds(Instant now, int recoveriesNow) {
    return now.isBefore(end) && (recoveries == recoveriesNow || !isUnusable());
  }

  boolean isUnusable() {
    return answer instanceof Unusable;
  }
}
