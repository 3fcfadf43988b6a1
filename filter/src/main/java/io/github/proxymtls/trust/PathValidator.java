package io.github.proxymtls.trust;

import io.github.proxymtls.config.ClientRules.ExtendedKeyUsage;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Validates paths (RFC 5280 section 6) from a TLS client's certificate to one of a set of anchors.
 * Anchors are pinned as certificates. Opens no connection. Immutable.
 */
public final class PathValidator {

  private PathValidator() {}

  /**
   * Makes one.
   *
   * @param anchors CA certificates, as {@link PemCertificates#anchors} reads them
   * @param intermediates CA certificates that complete a path
   */
  public static PathValidator of(
      Collection<X509Certificate> anchors,
      Collection<X509Certificate> intermediates,
      ExtendedKeyUsage extendedKeyUsage) {
    throw new AssertionError();
  }

  /**
   * Validates what a peer presented in its TLS handshake with the container. Never throws.
   *
   * @param presented the leaf, then the others in any order; not empty
   */
  public PathResult validate(List<X509Certificate> presented, Instant now) {
    throw new AssertionError();
  }
}
