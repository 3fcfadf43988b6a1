package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.path.TrustDecision.Refused;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks whether certificates were revoked. */
@FunctionalInterface
public interface RevocationChecker {

  /** Asks nobody: {@code proxymtls.client.revocation.methods=off}. */
  RevocationChecker OFF = () -> (path, now) -> Finding.PASSED;

  /** Begins what one request asks: however many paths it tries, it waits no longer than for one. */
  Inquiry begin();

  /** Makes checkers. */
  @FunctionalInterface
  interface Factory {

    /**
     * Makes a checker by these rules, with the files as they are now. Adds problems; null after
     * one.
     *
     * @param signers the configured anchors and intermediates
     */
    @Nullable RevocationChecker checker(
        RevocationSettings rules, Collection<ParsedCertificate> signers, Problems problems);
  }

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
  public record Finding(@Nullable Refused refusal, boolean isFinal, RevocationFreshness standing) {

    public static final Finding PASSED = passed(RevocationFreshness.ALWAYS);

    /** One that leaves other paths. */
    public static Finding refused(@Nullable Refused refusal) {
      return new Finding(refusal, false, RevocationFreshness.ALWAYS);
    }

    public static Finding passed(RevocationFreshness standing) {
      return new Finding(null, false, standing);
    }
  }
}
