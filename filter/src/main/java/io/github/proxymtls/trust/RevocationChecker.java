package io.github.proxymtls.trust;

import io.github.proxymtls.trust.TrustDecision.Refused;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks whether certificates were revoked. */
@FunctionalInterface
interface RevocationChecker {

  /** Asks nobody: {@code proxymtls.client.revocation.methods=off}. */
  RevocationChecker OFF = () -> (path, now) -> Finding.PASSED;

  /** Begins what one request asks: however many paths it tries, it waits no longer than for one. */
  Inquiry begin();

  /** What one request asks. */
  @FunctionalInterface
  interface Inquiry {

    /**
     * Judges a path.
     *
     * @param path valid but for revocation, leaf first, the anchor last
     */
    Finding about(List<X509Certificate> path, Instant now);
  }

  /**
   * What was found out about a path.
   *
   * @param refusal null where none of its certificates was revoked
   * @param isFinal true where another path cannot help: its leaf was revoked
   * @param standing of an acceptance
   */
  record Finding(@Nullable Refused refusal, boolean isFinal, Standing standing) {

    static final Finding PASSED = passed(Standing.ALWAYS);

    /** One that leaves other paths. */
    static Finding refused(@Nullable Refused refusal) {
      return new Finding(refusal, false, Standing.ALWAYS);
    }

    static Finding passed(Standing standing) {
      return new Finding(null, false, standing);
    }
  }
}
