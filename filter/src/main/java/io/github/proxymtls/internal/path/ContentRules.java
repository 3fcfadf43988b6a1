package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.DirectoryNameSyntax;
import io.github.proxymtls.internal.x509.ExtensionSyntax;
import io.github.proxymtls.internal.x509.KeyUsages;
import io.github.proxymtls.internal.x509.NameConstraintsExtension;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** The content that RFC 5280 requires of every certificate, at any position of a path. */
public final class ContentRules {

  private static final int MAX_SERIAL = 20;

  private ContentRules() {}

  /**
   * Returns what is wrong with a forwarded certificate, or null if nothing is. Checks the syntax,
   * the serial number (positive and at most 20 octets; self-issued certificates may have zero,
   * because old roots do), and that the certificate has no extension that RFC 5280 forbids for it.
   */
  static @Nullable String flaw(ParsedCertificate certificate) {
    String syntax = syntaxFlaw(certificate);
    String serial = syntax == null ? serialFlaw(certificate) : syntax;
    return serial == null ? extensionFlaw(certificate) : serial;
  }

  /** Returns what is malformed in a name, a date or an extension, or null. */
  public static @Nullable String syntaxFlaw(ParsedCertificate certificate) {
    String name = nameFlaw(certificate);
    if (name != null) {
      return name;
    }
    try {
      certificate.notBefore();
      certificate.notAfter();
    } catch (RuntimeException e) {
      return "malformed date";
    }
    return ExtensionSyntax.flaw(certificate);
  }

  /** Returns what is malformed in the subject, the issuer or their alternative names, or null. */
  static @Nullable String nameFlaw(ParsedCertificate certificate) {
    String subject = DirectoryNameSyntax.flaw(certificate.parsed().getSubject());
    String issuer =
        subject == null ? DirectoryNameSyntax.flaw(certificate.parsed().getIssuer()) : subject;
    return issuer == null ? ExtensionSyntax.alternativeNameFlaw(certificate) : issuer;
  }

  private static @Nullable String serialFlaw(ParsedCertificate certificate) {
    BigInteger serial = certificate.parsed().getSerialNumber().getValue();
    if (serial.signum() < 0 || (serial.signum() == 0 && !certificate.selfIssued())) {
      return "a serial number that is not positive";
    }
    return serial.bitLength() > 8 * MAX_SERIAL
        ? "a serial number of more than " + MAX_SERIAL + " octets"
        : null;
  }

  private static @Nullable String extensionFlaw(ParsedCertificate certificate) {
    Extensions extensions = certificate.parsed().getTBSCertificate().getExtensions();
    if (extensions == null) {
      return null;
    }
    if (isCritical(extensions, Extension.authorityKeyIdentifier)
        || isCritical(extensions, Extension.subjectKeyIdentifier)) {
      return "a critical key identifier";
    }
    return NameConstraintsExtension.isIn(certificate) && !KeyUsages.isCa(certificate)
        ? "name constraints in a certificate that is not a CA"
        : null;
  }

  private static boolean isCritical(Extensions extensions, ASN1ObjectIdentifier oid) {
    Extension extension = extensions.getExtension(oid);
    return extension != null && extension.isCritical();
  }
}
