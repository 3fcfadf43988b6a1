package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.path.PathRules.KeyRule;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.NameConstraintsExtension;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** A certificate that may be part of a path, with its origin. Nodes are compared by identity. */
final class PathNode {

  private final ParsedCertificate certificate;
  private final BouncyCastleCertificate bouncyCastleCertificate;
  private final @Nullable TrustAnchor anchor;
  private final boolean configured;

  /** It depends on the origin of the certificate. */
  private final int maxRsaBits;

  private volatile @Nullable X509Certificate x509Certificate;

  private PathNode(
      ParsedCertificate certificate, boolean anchor, boolean configured, int maxRsaBits) {
    this.certificate = certificate;
    this.bouncyCastleCertificate = new BouncyCastleCertificate(certificate);
    this.anchor = anchor ? trusted(certificate, bouncyCastleCertificate) : null;
    this.configured = configured;
    this.maxRsaBits = maxRsaBits;
    this.x509Certificate = configured ? certificate.toX509Certificate() : null;
  }

  /**
   * Creates a trust anchor.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static PathNode anchor(ParsedCertificate certificate) {
    return new PathNode(certificate, true, true, AlgorithmPolicy.MAX_RSA_BITS);
  }

  /**
   * Creates a configured intermediate certificate.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static PathNode intermediate(ParsedCertificate certificate) {
    return new PathNode(certificate, false, true, AlgorithmPolicy.MAX_RSA_BITS);
  }

  /**
   * Creates the leaf that a peer sent.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static PathNode leaf(ParsedCertificate certificate) {
    return new PathNode(certificate, false, false, AlgorithmPolicy.MAX_RSA_BITS);
  }

  /**
   * Creates another certificate that a peer sent.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static PathNode forwarded(ParsedCertificate certificate) {
    return new PathNode(certificate, false, false, AlgorithmPolicy.MAX_FORWARDED_RSA_BITS);
  }

  private static TrustAnchor trusted(
      ParsedCertificate certificate, X509Certificate bouncyCastleCertificate) {
    NameConstraintsExtension.of(certificate);
    return new TrustAnchor(bouncyCastleCertificate, null);
  }

  ParsedCertificate certificate() {
    return certificate;
  }

  /** Returns the certificate as Bouncy Castle's path validation gets it. */
  BouncyCastleCertificate bouncyCastleCertificate() {
    return bouncyCastleCertificate;
  }

  /**
   * Returns the certificate as the application gets it. It is parsed once, because the JDK's
   * certificate remembers the key with which its signature was verified.
   */
  X509Certificate x509Certificate() {
    X509Certificate parsed = x509Certificate;
    if (parsed == null) {
      parsed = certificate.toX509Certificate();
      x509Certificate = parsed;
    }
    return parsed;
  }

  /** Returns the trust anchor, or null if this is not an anchor. */
  @Nullable TrustAnchor anchor() {
    return anchor;
  }

  /** Returns false if a peer sent the certificate. */
  boolean configured() {
    return configured;
  }

  /** Returns why a rule rejects the key, or null if it is accepted. */
  @Nullable String keyFlaw(KeyRule rule) {
    return rule.flaw(certificate.parsed(), maxRsaBits);
  }
}
