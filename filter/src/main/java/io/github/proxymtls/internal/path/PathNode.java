package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.BouncyCastle;
import io.github.proxymtls.internal.x509.NameConstraintsExtension;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that may be part of a path, and where it came from. Two are equal only where they
 * are the same object.
 */
final class PathNode {

  private final ParsedCertificate certificate;
  private final X509Certificate readable;
  private final @Nullable TrustAnchor anchor;
  private final boolean configured;
  private final int largestRsa;
  private final @Nullable X509Certificate shown;

  private PathNode(
      ParsedCertificate certificate, boolean anchor, boolean configured, int largestRsa) {
    this.certificate = certificate;
    this.readable = BouncyCastle.parse(certificate);
    this.anchor = anchor ? trusted(certificate, readable) : null;
    this.configured = configured;
    this.largestRsa = largestRsa;
    this.shown = configured ? certificate.shown() : null;
  }

  /**
   * A trust anchor.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static PathNode anchor(ParsedCertificate certificate) {
    return new PathNode(certificate, true, true, AlgorithmPolicy.LARGEST_RSA);
  }

  /**
   * A configured intermediate certificate.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static PathNode intermediate(ParsedCertificate certificate) {
    return new PathNode(certificate, false, true, AlgorithmPolicy.LARGEST_RSA);
  }

  /**
   * The leaf that a peer claims to hold.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static PathNode leaf(ParsedCertificate certificate) {
    return new PathNode(certificate, false, false, AlgorithmPolicy.LARGEST_RSA);
  }

  /**
   * Another certificate that a peer brought.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  static PathNode forwarded(ParsedCertificate certificate) {
    return new PathNode(certificate, false, false, AlgorithmPolicy.LARGEST_FORWARDED_RSA);
  }

  private static TrustAnchor trusted(ParsedCertificate certificate, X509Certificate readable) {
    NameConstraintsExtension.of(certificate);
    return new TrustAnchor(readable, null);
  }

  ParsedCertificate certificate() {
    return certificate;
  }

  /** The same octets as Bouncy Castle reads them; each call for its key builds the key anew. */
  X509Certificate readable() {
    return readable;
  }

  /** As an application gets it; a configured one is the same object each time. */
  X509Certificate shown() {
    return shown == null ? certificate.shown() : shown;
  }

  /** Null where it is no anchor. */
  @Nullable TrustAnchor anchor() {
    return anchor;
  }

  /** False where a peer brought it. */
  boolean configured() {
    return configured;
  }

  /** The ceiling of an RSA key, in bits, by where the certificate came from. */
  int largestRsa() {
    return largestRsa;
  }
}
