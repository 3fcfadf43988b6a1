package io.github.proxymtls.trust;

import java.util.List;

/**
 * The names in a certificate, each within its type, and its SHA-256. Immutable.
 *
 * <p>Made from the certificate's own octets; text with an embedded NUL refuses the certificate.
 */
public final class CertificateNames {

  private final String thumbprint;
  private final DistinguishedName subject;
  private final List<String> dns;
  private final List<String> uris;
  private final List<String> emails;
  private final List<byte[]> ips;

  CertificateNames(
      String thumbprint,
      DistinguishedName subject,
      List<String> dns,
      List<String> uris,
      List<String> emails,
      List<byte[]> ips) {
    this.thumbprint = thumbprint;
    this.subject = subject;
    this.dns = List.copyOf(dns);
    this.uris = List.copyOf(uris);
    this.emails = List.copyOf(emails);
    this.ips = List.copyOf(ips);
  }

  /** {@code x5t#S256}: SHA-256 of the DER as received, base64url without padding. */
  public String thumbprint() {
    return thumbprint;
  }

  /** The subject. */
  public DistinguishedName subject() {
    return subject;
  }

  /** The dNSName entries. */
  public List<String> dns() {
    return dns;
  }

  /** The uniformResourceIdentifier entries. */
  public List<String> uris() {
    return uris;
  }

  /** The rfc822Name entries. */
  public List<String> emails() {
    return emails;
  }

  /** The iPAddress entries, 4 or 16 octets each. */
  public List<byte[]> ips() {
    return ips;
  }
}
