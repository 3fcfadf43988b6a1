package io.github.proxymtls.trust;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1NumericString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1VisibleString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** What a certificate must hold to be one of RFC 5280, wherever on a path it stands. */
final class ContentRules {

  private static final int LONGEST_SERIAL = 20;
  private static final int MOST_RDNS = 64;
  private static final String PRINTABLE = " '()+,-./:=?";

  private ContentRules() {}

  /**
   * What is wrong with a claimed certificate; null where nothing is. Besides its syntax: a serial
   * number above zero of at most 20 octets (roots that are older than this rule have zero), and no
   * extension that RFC 5280 forbids to such a certificate.
   */
  static @Nullable String flaw(Candidate certificate) {
    String syntax = syntaxFlaw(certificate);
    String serial = syntax == null ? serialFlaw(certificate) : syntax;
    return serial == null ? extensionFlaw(certificate) : serial;
  }

  /** What is malformed: in a name, a date or an extension. */
  static @Nullable String syntaxFlaw(Candidate certificate) {
    if (!isName(certificate.parsed().getSubject()) || !isName(certificate.parsed().getIssuer())) {
      return "malformed name";
    }
    try {
      certificate.notBefore();
      certificate.notAfter();
    } catch (RuntimeException e) {
      return "malformed date";
    }
    return ExtensionSyntax.flaw(certificate);
  }

  private static boolean isName(X500Name name) {
    RDN[] rdns = name.getRDNs();
    if (rdns.length > MOST_RDNS) {
      return false;
    }
    for (RDN rdn : rdns) {
      for (AttributeTypeAndValue attribute : rdn.getTypesAndValues()) {
        if (!isOfItsType(attribute.getValue())) {
          return false;
        }
      }
    }
    return true;
  }

  /** A type of few characters holds no others: readers differ in what they make of those. */
  private static boolean isOfItsType(ASN1Encodable value) {
    if (value instanceof ASN1PrintableString text) {
      return all(text, c -> Ascii.isLetter(c) || Ascii.isDigit(c) || PRINTABLE.indexOf(c) >= 0);
    }
    if (value instanceof ASN1IA5String text) {
      return all(text, c -> c <= 0x7f);
    }
    if (value instanceof ASN1VisibleString text) {
      return all(text, c -> c >= ' ' && c <= '~');
    }
    if (value instanceof ASN1BMPString text) {
      return all(text, c -> !Character.isSurrogate(c));
    }
    return !(value instanceof ASN1NumericString text)
        || all(text, c -> c == ' ' || Ascii.isDigit(c));
  }

  private static boolean all(ASN1String value, CharPredicate test) {
    String text = value.getString();
    for (int i = 0; i < text.length(); i++) {
      if (!test.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  @FunctionalInterface
  private interface CharPredicate {
    boolean test(char c);
  }

  private static @Nullable String serialFlaw(Candidate certificate) {
    BigInteger serial = certificate.parsed().getSerialNumber().getValue();
    if (serial.signum() < 0 || (serial.signum() == 0 && !certificate.selfIssued())) {
      return "a serial number that is not positive";
    }
    return serial.bitLength() > 8 * LONGEST_SERIAL
        ? "a serial number of more than " + LONGEST_SERIAL + " octets"
        : null;
  }

  private static @Nullable String extensionFlaw(Candidate certificate) {
    Extensions extensions = certificate.parsed().getTBSCertificate().getExtensions();
    if (extensions == null) {
      return null;
    }
    if (isCritical(extensions, Extension.authorityKeyIdentifier)
        || isCritical(extensions, Extension.subjectKeyIdentifier)) {
      return "a critical key identifier";
    }
    boolean constrained = extensions.getExtension(Extension.nameConstraints) != null;
    return constrained && !KeyUsages.isAuthority(certificate)
        ? "name constraints in a certificate that is no CA"
        : null;
  }

  private static boolean isCritical(Extensions extensions, ASN1ObjectIdentifier oid) {
    Extension extension = extensions.getExtension(oid);
    return extension != null && extension.isCritical();
  }
}
