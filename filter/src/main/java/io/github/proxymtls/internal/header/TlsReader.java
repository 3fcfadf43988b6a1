package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the certificates of the container's own handshake; they are as untrusted as those of a
 * header.
 */
public final class TlsReader {

  private static final String WHERE = "TLS handshake";

  private final HeaderLimits limits;
  private final ForwardedCertificateReader certificateReader;

  public TlsReader(HeaderLimits limits) {
    this.limits = limits;
    this.certificateReader = new ForwardedCertificateReader(limits);
  }

  /**
   * Reads the peer's certificates, leaf first. Applies the same limits and DER rules as to a
   * header.
   *
   * @param certificates not empty
   */
  public Result<ForwardedCertificate> read(List<X509Certificate> certificates) {
    Refusal excess = excess(certificates);
    if (excess != null) {
      return Result.refused(excess);
    }
    List<byte[]> all = certificates.stream().map(TlsReader::encoded).toList();
    return certificateReader.included(WHERE, all.get(0), all.subList(1, all.size()));
  }

  /** Returns an error if the chain or a certificate exceeds a limit; otherwise null. */
  public @Nullable Refusal excess(List<X509Certificate> certificates) {
    if (certificates.size() - 1 > limits.chainCertificates()) {
      return new Refusal(Reason.CHAIN_TOO_LONG, WHERE + ": more certificates than allowed");
    }
    boolean large =
        certificates.stream()
            .anyMatch(certificate -> encoded(certificate).length > limits.certificateSize());
    return large
        ? new Refusal(Reason.CERTIFICATE_TOO_LARGE, WHERE + ": certificate larger than allowed")
        : null;
  }

  /**
   * Returns the DER. A certificate without an encoding gives no octets, which are rejected as
   * malformed.
   */
  public static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      return new byte[0];
    }
  }
}
