package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.Arrays;

/** The DER of a certificate to check and of its issuer's certificate. */
final class OcspSubject {

  private final byte[] certificate;
  private final byte[] issuer;
  private final int hash;

  /**
   * Creates a key for the cache.
   *
   * @param certificate the DER; not copied
   * @param issuer the DER; not copied
   */
  OcspSubject(byte[] certificate, byte[] issuer) {
    this.certificate = certificate;
    this.issuer = issuer;
    this.hash = 31 * Arrays.hashCode(certificate) + Arrays.hashCode(issuer);
  }

  ParsedCertificate certificate() {
    return ParsedCertificate.of(certificate);
  }

  ParsedCertificate issuer() {
    return ParsedCertificate.of(issuer);
  }

  int octets() {
    return certificate.length + issuer.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OcspSubject subject
        && Arrays.equals(certificate, subject.certificate)
        && Arrays.equals(issuer, subject.issuer);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
