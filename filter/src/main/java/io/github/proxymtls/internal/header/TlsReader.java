package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.header.HeaderReader.Decoded;
import io.github.proxymtls.internal.header.HeaderReader.Refused;
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
   * Takes the peer's certificates, leaf first, not empty; applies the same limits and DER rules.
   */
  public Decoded read(List<X509Certificate> certificates) {
    Refused excess = excess(certificates);
    if (excess != null) {
      return excess;
    }
    List<byte[]> all = certificates.stream().map(TlsReader::encoded).toList();
    return certificateReader.included(WHERE, all.get(0), all.subList(1, all.size()));
  }

  /** Refuses certificates that are over a limit; null where none is. */
  public @Nullable Refused excess(List<X509Certificate> certificates) {
    if (certificates.size() - 1 > limits.chainCertificates()) {
      return new Refused(Reason.CHAIN_TOO_LONG, WHERE + ": more certificates than allowed");
    }
    boolean large =
        certificates.stream()
            .anyMatch(certificate -> encoded(certificate).length > limits.certificateSize());
    return large
        ? new Refused(Reason.CERTIFICATE_TOO_LARGE, WHERE + ": certificate larger than allowed")
        : null;
  }

  /** No octets stand for a certificate that has no encoding: they are malformed like any others. */
  public static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      return new byte[0];
    }
  }
}
