package io.github.proxymtls.internal.x509;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * A name in a certificate to which name constraints apply, prepared for comparison with many
 * subtrees.
 */
public sealed interface ConstrainedName {

  /** Returns the type, a tag of {@link GeneralName}. */
  int type();

  /** A directoryName, such as the subject. */
  record Directory(DistinguishedName name, PreparedName prepared) implements ConstrainedName {
    @Override
    public int type() {
      return GeneralName.directoryName;
    }
  }

  /** A dNSName in lower case. */
  record Dns(String name) implements ConstrainedName {
    @Override
    public int type() {
      return GeneralName.dNSName;
    }
  }

  /** An rfc822Name. */
  record Mail(Mailbox mailbox) implements ConstrainedName {
    @Override
    public int type() {
      return GeneralName.rfc822Name;
    }
  }

  /** The host of a uniformResourceIdentifier. */
  record Uri(String host) implements ConstrainedName {
    @Override
    public int type() {
      return GeneralName.uniformResourceIdentifier;
    }
  }

  /** An iPAddress. */
  record Address(IpRange address) implements ConstrainedName {
    @Override
    public int type() {
      return GeneralName.iPAddress;
    }
  }

  /** A name that cannot be compared with a subtree of its type. */
  record Unreadable(int type) implements ConstrainedName {}

  /** SmtpUTF8Mailbox, to which constraints on rfc822Name apply (RFC 9598 section 6). */
  ASN1ObjectIdentifier SMTP_UTF8_MAILBOX = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");

  /**
   * Returns the names that RFC 5280 section 4.2.1.10 constrains: the subject unless it is empty,
   * the alternative names, and the subject's emailAddress if there are no alternative names.
   *
   * @throws IllegalArgumentException if a name is malformed
   */
  static List<ConstrainedName> of(ParsedCertificate certificate) {
    List<ConstrainedName> names = new ArrayList<>();
    X500Name subject = certificate.parsed().getSubject();
    if (!certificate.subject().isEmpty()) {
      names.add(directory(subject));
    }
    GeneralNames alternative =
        certificate.extension(Extension.subjectAlternativeName, GeneralNames::getInstance);
    if (alternative == null) {
      addEmailAddresses(names, subject);
      return names;
    }
    for (GeneralName name : alternative.getNames()) {
      names.add(of(name));
      if (isSmtpUtf8Mailbox(name)) {
        names.add(new Unreadable(GeneralName.rfc822Name));
      }
    }
    return names;
  }

  private static void addEmailAddresses(List<ConstrainedName> names, X500Name subject) {
    for (RDN rdn : subject.getRDNs()) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        if (attribute.getType().equals(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
          names.add(mail(attribute.getValue()));
        }
      }
    }
  }

  private static boolean isSmtpUtf8Mailbox(GeneralName name) {
    return name.getTagNo() == GeneralName.otherName
        && ASN1Sequence.getInstance(name.getName()).getObjectAt(0).equals(SMTP_UTF8_MAILBOX);
  }

  private static ConstrainedName of(GeneralName name) {
    ASN1Encodable value = name.getName();
    return switch (name.getTagNo()) {
      case GeneralName.directoryName -> directory(X500Name.getInstance(value));
      case GeneralName.rfc822Name -> mail(value);
      case GeneralName.dNSName -> dns(ASN1IA5String.getInstance(value).getString());
      case GeneralName.uniformResourceIdentifier ->
          uri(ASN1IA5String.getInstance(value).getString());
      case GeneralName.iPAddress ->
          address(IpRange.address(ASN1OctetString.getInstance(value).getOctets()));
      default -> new Unreadable(name.getTagNo());
    };
  }

  private static ConstrainedName directory(X500Name name) {
    return new Directory(DistinguishedName.of(name), PreparedName.of(name));
  }

  /** Implementations disagree on strings of a type other than IA5String. */
  private static ConstrainedName mail(ASN1Encodable value) {
    Mailbox mailbox = value instanceof ASN1IA5String text ? Mailbox.parse(text.getString()) : null;
    return mailbox == null || mailbox.isOnAddress()
        ? new Unreadable(GeneralName.rfc822Name)
        : new Mail(mailbox);
  }

  private static ConstrainedName dns(String name) {
    return DnsNames.flaw(name) == null
        ? new Dns(Ascii.lowerCase(name))
        : new Unreadable(GeneralName.dNSName);
  }

  private static ConstrainedName uri(String uri) {
    String host = UriHost.of(uri);
    return host == null ? new Unreadable(GeneralName.uniformResourceIdentifier) : new Uri(host);
  }

  private static ConstrainedName address(@Nullable IpRange address) {
    return address == null ? new Unreadable(GeneralName.iPAddress) : new Address(address);
  }
}
