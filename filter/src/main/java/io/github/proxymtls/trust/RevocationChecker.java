package io.github.proxymtls.trust;

import io.github.proxymtls.trust.TrustDecision.Refused;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks whether a certificate of a path was revoked. */
@FunctionalInterface
interface RevocationChecker {

  /** Asks nobody: {@code proxymtls.client.revocation.methods=off}. */
  RevocationChecker OFF = (path, now) -> null;

  /**
   * Refuses a path; null where none of its certificates was revoked.
   *
   * @param path valid but for revocation, leaf first, the anchor last
   */
  @Nullable Refused refusal(List<X509Certificate> path, Instant now);
}
