package io.github.proxymtls.trust;

import io.github.proxymtls.config.ClientRules;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.header.ForwardedCertificate;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a claimed certificate is acceptable: the path (RFC 5280 section 6) or, under
 * {@code validation=proxy}, the leaf alone; the leaf's rules; the allow-list; the principal.
 * Immutable; a new configuration or new trust material makes a new one.
 */
public final class CertificateValidator {

  private CertificateValidator() {}

  /** Loads anchors and intermediates. Adds every problem instead of throwing; null after one. */
  public static @Nullable CertificateValidator load(
      ClientRules rules, Clock clock, Problems problems) {
    throw new AssertionError();
  }

  /**
   * Decides. A pure function of the certificates, the configuration and the time; never throws,
   * whatever the validators below it throw. The verdict of the proxy is the caller's to check.
   */
  public TrustDecision validate(ForwardedCertificate claimed) {
    throw new AssertionError();
  }
}
