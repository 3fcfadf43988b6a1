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
 * The subject and the subject alternative names of a certificate, by type, and its SHA-256
 * thumbprint. Immutable.
 *
 * <p>A certificate is rejected if its subject or an entry contains NUL, if a dNSName is malformed,
 * is a wildcard or begins with a dot, if text is not ASCII, or if an iPAddress does not have 4 or
 * 16 octets. Entries of other types are ignored.
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
   * @throws IllegalArgumentException if a name is not acceptable; the message says which one
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
      throw new IllegalArgumentException("it has no entry");
    }
    return entries;
  }

  /** Returns the thumbprint without names, for a certificate whose names are not verified. */
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
          "an iPAddress of " + octets.length + " octets in the subject alternative names");
    }
    return octets;
  }

  /**
   * Returns the {@code x5t#S256} thumbprint: SHA-256 of the DER as received, in base64url without
   * padding.
   */
  public String thumbprint() {
    return thumbprint;
  }

  /** Returns the subject. */
  public DistinguishedName subject() {
    return subject;
  }

  /** Returns the dNSName entries. */
  public List<String> dns() {
    return dns;
  }

  /** Returns the uniformResourceIdentifier entries. */
  public List<String> uris() {
    return uris;
  }

  /** Returns the rfc822Name entries. */
  public List<String> emails() {
    return emails;
  }

  /** Returns the iPAddress entries, 4 or 16 octets each. */
  public List<byte[]> ips() {
    return ips.stream().map(byte[]::clone).toList();
  }

  /** Returns true if an iPAddress entry has these octets. */
  boolean hasIp(byte[] octets) {
    for (int i = 0; i < ips.size(); i++) {
      if (Arrays.equals(ips.get(i), octets)) {
        return true;
      }
    }
    return false;
  }
}
