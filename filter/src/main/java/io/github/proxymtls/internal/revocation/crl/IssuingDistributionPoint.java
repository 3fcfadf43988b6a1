package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.source.RevocationReasons;
import io.github.proxymtls.internal.x509.KeyUsages;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.Collections;
import java.util.Set;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The scope of a CRL, which its issuing distribution point defines (RFC 5280 section 5.2.5).
 * Compared by content.
 *
 * @param names the names of the distribution point; empty for any
 * @param certificateKind the kind of certificates in its scope
 * @param reasons the reasons in its scope, as bits of {@link RevocationReasons}
 * @param indirect true if the CRL may contain certificates of other issuers
 */
record IssuingDistributionPoint(
    Set<DistributionPointName> names,
    CertificateKind certificateKind,
    int reasons,
    boolean indirect) {

  /** The scope of a CRL without an issuing distribution point. */
  static final IssuingDistributionPoint ANY =
      new IssuingDistributionPoint(Set.of(), CertificateKind.ALL, RevocationReasons.ALL, false);

  /** The kind of certificates that a CRL covers. */
  enum CertificateKind {
    ALL,
    USER,
    CA,
    ATTRIBUTE
  }

  private static final int DISTRIBUTION_POINT = 0;
  private static final int ONLY_CONTAINS_USER_CERTS = 1;
  private static final int ONLY_CONTAINS_CA_CERTS = 2;
  private static final int ONLY_SOME_REASONS = 3;
  private static final int INDIRECT_CRL = 4;
  private static final int ONLY_CONTAINS_ATTRIBUTE_CERTS = 5;

  /**
   * Reads the extension.
   *
   * @param issuer the issuer of the CRL
   * @throws IllegalArgumentException if it is malformed
   */
  static IssuingDistributionPoint read(ASN1Primitive value, X500Name issuer) {
    ASN1Sequence fields = ASN1Sequence.getInstance(value);
    if (fields.size() == 0) {
      throw new IllegalArgumentException("empty");
    }
    IssuingDistributionPoint point = ANY;
    int previous = -1;
    for (ASN1Encodable field : fields) {
      ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(field);
      if (!tagged.hasContextTag() || tagged.getTagNo() <= previous) {
        throw new IllegalArgumentException("fields");
      }
      previous = tagged.getTagNo();
      point = point.with(tagged, issuer);
    }
    return point;
  }

  private IssuingDistributionPoint with(ASN1TaggedObject field, X500Name issuer) {
    return switch (field.getTagNo()) {
      case DISTRIBUTION_POINT -> {
        org.bouncycastle.asn1.x509.DistributionPointName name =
            org.bouncycastle.asn1.x509.DistributionPointName.getInstance(field, true);
        yield new IssuingDistributionPoint(
            DistributionPointName.of(name, issuer), certificateKind, reasons, indirect);
      }
      case ONLY_CONTAINS_USER_CERTS -> only(CertificateKind.USER, field);
      case ONLY_CONTAINS_CA_CERTS -> only(CertificateKind.CA, field);
      case ONLY_SOME_REASONS -> {
        int some = RevocationReasons.bits(ASN1BitString.getInstance(field, false));
        yield new IssuingDistributionPoint(names, certificateKind, some, indirect);
      }
      case INDIRECT_CRL -> {
        requireTrue(field);
        yield new IssuingDistributionPoint(names, certificateKind, reasons, true);
      }
      case ONLY_CONTAINS_ATTRIBUTE_CERTS -> only(CertificateKind.ATTRIBUTE, field);
      default -> throw new IllegalArgumentException("fields");
    };
  }

  private IssuingDistributionPoint only(CertificateKind some, ASN1TaggedObject field) {
    requireTrue(field);
    if (certificateKind != CertificateKind.ALL) {
      throw new IllegalArgumentException(
          "more than one of onlyContainsUserCerts, onlyContainsCACerts and"
              + " onlyContainsAttributeCerts");
    }
    return new IssuingDistributionPoint(names, some, reasons, indirect);
  }

  /** DER omits default values. */
  private static void requireTrue(ASN1TaggedObject field) {
    if (!ASN1Boolean.getInstance(field, false).isTrue()) {
      throw new IllegalArgumentException("an encoded default value");
    }
  }

  /**
   * Returns true if the CRL covers the kind of a certificate. A version 1 certificate does not say
   * whether it is a CA.
   */
  boolean includes(ParsedCertificate certificate) {
    return switch (certificateKind) {
      case ALL -> true;
      case USER -> certificate.parsed().getVersionNumber() == 3 && !KeyUsages.isCa(certificate);
      case CA -> KeyUsages.isCa(certificate);
      case ATTRIBUTE -> false;
    };
  }

  /** Returns true if one of the names is among these, or if there are no names. */
  boolean isNamed(Set<DistributionPointName> others) {
    return names.isEmpty() || !Collections.disjoint(names, others);
  }
}
