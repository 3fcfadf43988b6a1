package io.github.proxymtls.internal.x509;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The names in a certificate, each within its type, and its SHA-256. Immutable.
 *
 * <p>Made from the certificate's own octets. A subject or entry with an embedded NUL refuses the
 * certificate, and so do a dNSName that is malformed, a wildcard or begins with a dot, text that is
 * not ASCII, and an address of other than 4 or 16 octets. Entries of other types are left out.
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

  /**
   * Reads the names.
   *
   * @throws IllegalArgumentException if a name refuses the certificate; the message says which
   */
  public static CertificateNames of(ParsedCertificate certificate) {
    GeneralNames entries =
        certificate.extension(Extension.subjectAlternativeName, CertificateNames::entries);
    List<String> dns = new ArrayList<>();
    List<String> uris = new ArrayList<>();
    List<String> emails = new ArrayList<>();
    List<byte[]> ips = new ArrayList<>();
    for (GeneralName entry : entries == null ? new GeneralName[0] : entries.getNames()) {
      switch (entry.getTagNo()) {
        case GeneralName.dNSName -> dns.add(dnsName(entry));
        case GeneralName.uniformResourceIdentifier -> uris.add(text(entry));
        case GeneralName.rfc822Name -> emails.add(text(entry));
        case GeneralName.iPAddress -> ips.add(address(entry));
        default -> {}
      }
    }
    return new CertificateNames(
        certificate.thumbprint(), certificate.subject(), dns, uris, emails, ips);
  }

  private static GeneralNames entries(Object encoded) {
    GeneralNames entries = GeneralNames.getInstance(encoded);
    if (entries.getNames().length == 0) {
      throw new IllegalArgumentException("no entry");
    }
    return entries;
  }

  /** For a certificate whose names prove nothing. */
  public static CertificateNames thumbprintOnly(ParsedCertificate certificate) {
    DistinguishedName empty = DistinguishedName.of(X500Name.getInstance(new DERSequence()));
    return new CertificateNames(
        certificate.thumbprint(), empty, List.of(), List.of(), List.of(), List.of());
  }

  private static String dnsName(GeneralName entry) {
    String name = text(entry);
    String flaw = DnsNames.flaw(name);
    if (flaw != null) {
      throw new IllegalArgumentException(flaw + " in the subject alternative names");
    }
    return name;
  }

  private static String text(GeneralName entry) {
    String text = ASN1IA5String.getInstance(entry.getName()).getString();
    if (!Ascii.isText(text)) {
      throw new IllegalArgumentException(
          "NUL or text that is not ASCII in the subject alternative names");
    }
    return text;
  }

  private static byte[] address(GeneralName entry) {
    byte[] octets = ASN1OctetString.getInstance(entry.getName()).getOctets();
    if (octets.length != 4 && octets.length != 16) {
      throw new IllegalArgumentException(
          "an address of " + octets.length + " octets in the subject alternative names");
    }
    return octets;
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
    return ips.stream().map(byte[]::clone).toList();
  }

  /** True where an iPAddress entry has these octets. */
  boolean hasIp(byte[] octets) {
    for (int i = 0; i < ips.size(); i++) {
      if (Arrays.equals(ips.get(i), octets)) {
        return true;
      }
    }
    return false;
  }
}
