package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of {@link PathValidator} for a leaf. */
public sealed interface PathResult {

  /**
   * There is a valid path, and the leaf may act as a TLS client.
   *
   * @param path from the leaf to the anchor, including the anchor
   * @param names the names of the leaf
   * @param configured those certificates of the path that are configured; the last is the anchor
   * @param anchorThumbprint the SHA-256 of the anchor; null if no anchor is known
   * @param status how long the revocation status may be used
   */
  record Valid(
      List<X509Certificate> path,
      CertificateNames names,
      List<X509Certificate> configured,
      @Nullable String anchorThumbprint,
      RevocationStatus status)
      implements PathResult {

    /** Copies the lists. */
    public Valid {
      path = List.copyOf(path);
      configured = List.copyOf(configured);
    }
  }

  /**
   * There is no valid path.
   *
   * @param issuerKnown false only if it is certain that no configured anchor or intermediate
   *     certificate issued the leaf, directly or through the other presented certificates
   */
  record NoPath(Refusal refusal, boolean issuerKnown) implements PathResult {}
}
