package io.github.proxymtls.internal.x509;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.jspecify.annotations.Nullable;

/**
 * Decodes certificates in strict DER (RFC 5280 section 4.1, X.690). Every certificate has exactly
 * one accepted encoding, so that two parsers cannot read the same octets differently.
 */
public final class Der {

  /** The OID arc of the extensions that RFC 5280 defines, id-ce. */
  private static final ASN1ObjectIdentifier STANDARD = new ASN1ObjectIdentifier("2.5.29");

  private static final int VERSION = 0;
  private static final int EXTENSIONS = 3;

  private Der() {}

  /** Parses exactly one certificate. Returns null if the octets are anything else. */
  public static @Nullable DecodedCertificate certificate(byte[] der) {
    if (!DerSyntax.isElement(der)) {
      return null;
    }
    try {
      ASN1Primitive primitive = ASN1Primitive.fromByteArray(der);
      Certificate parsed = Certificate.getInstance(primitive);
      return ExpectedOctets.isDer(primitive, der) && isStrict(parsed)
          ? new DecodedCertificate(der, parsed)
          : null;
    } catch (IOException | RuntimeException notACertificate) {
      return null;
    }
  }

  /** Returns true if the basic constraints have cA set (RFC 5280 section 4.2.1.9). */
  public static boolean isCa(Certificate certificate) {
    try {
      BasicConstraints constraints =
          BasicConstraints.fromExtensions(certificate.getTBSCertificate().getExtensions());
      return constraints != null && constraints.isCA();
    } catch (RuntimeException notBasicConstraints) {
      return false;
    }
  }

  private static boolean isStrict(Certificate certificate) {
    TBSCertificate tbs = certificate.getTBSCertificate();
    // The signature does not cover the outer algorithm, so it must repeat the inner one.
    if (!certificate.getSignatureAlgorithm().equals(tbs.getSignature())) {
      return false;
    }
    for (ASN1Encodable field : ASN1Sequence.getInstance(tbs.toASN1Primitive())) {
      if (field instanceof ASN1TaggedObject tagged && !isStrict(tagged, tbs.getVersionNumber())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isStrict(ASN1TaggedObject field, int version) {
    return switch (field.getTagNo()) {
      case VERSION -> version > 1;
      case EXTENSIONS -> areStrict(ASN1Sequence.getInstance(field, true));
      default -> true;
    };
  }

  private static boolean areStrict(ASN1Sequence extensions) {
    for (ASN1Encodable extension : extensions) {
      if (!isStrict(ASN1Sequence.getInstance(extension))) {
        return false;
      }
    }
    return extensions.size() > 0;
  }

  /** DER omits a value that equals the default (X.690 section 11.5), such as critical = FALSE. */
  private static boolean isStrict(ASN1Sequence extension) {
    int last = extension.size() - 1;
    boolean isDefault = last == 2 && !ASN1Boolean.getInstance(extension.getObjectAt(1)).isTrue();
    ASN1ObjectIdentifier type = ASN1ObjectIdentifier.getInstance(extension.getObjectAt(0));
    byte[] value = ASN1OctetString.getInstance(extension.getObjectAt(last)).getOctets();
    return !isDefault && (!type.on(STANDARD) || DerSyntax.isElement(value));
  }
}
