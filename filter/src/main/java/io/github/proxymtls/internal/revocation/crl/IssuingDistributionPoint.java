package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.RevocationReasons;
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
 * The scope of a CRL: its issuing distribution point (RFC 5280 section 5.2.5). Two are equal where
 * they say the same.
 *
 * @param names of the distribution point; empty for any
 * @param holders whose certificates are in its scope
 * @param reasons as {@link RevocationReasons} sets
 * @param indirect true where it tells of certificates of other issuers
 */
record IssuingDistributionPoint(
    Set<DistributionPointName> names, Holders holders, int reasons, boolean indirect) {

  /** The scope of a CRL that does not restrict it. */
  static final IssuingDistributionPoint ANY =
      new IssuingDistributionPoint(Set.of(), Holders.ALL, RevocationReasons.ALL, false);

  /** Whose certificates a CRL is about. */
  enum Holders {
    ALL,
    USERS,
    AUTHORITIES,
    ATTRIBUTES
  }

  private static final int NAME = 0;
  private static final int ONLY_USERS = 1;
  private static final int ONLY_AUTHORITIES = 2;
  private static final int ONLY_REASONS = 3;
  private static final int INDIRECT = 4;
  private static final int ONLY_ATTRIBUTES = 5;

  /**
   * Reads the extension.
   *
   * @param issuer of the CRL
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
      case NAME -> {
        org.bouncycastle.asn1.x509.DistributionPointName name =
            org.bouncycastle.asn1.x509.DistributionPointName.getInstance(field, true);
        yield new IssuingDistributionPoint(
            DistributionPointName.of(name, issuer), holders, reasons, indirect);
      }
      case ONLY_USERS -> only(Holders.USERS, field);
      case ONLY_AUTHORITIES -> only(Holders.AUTHORITIES, field);
      case ONLY_REASONS -> {
        int some = RevocationReasons.bits(ASN1BitString.getInstance(field, false));
        yield new IssuingDistributionPoint(names, holders, some, indirect);
      }
      case INDIRECT -> {
        requireTrue(field);
        yield new IssuingDistributionPoint(names, holders, reasons, true);
      }
      case ONLY_ATTRIBUTES -> only(Holders.ATTRIBUTES, field);
      default -> throw new IllegalArgumentException("fields");
    };
  }

  private IssuingDistributionPoint only(Holders some, ASN1TaggedObject field) {
    requireTrue(field);
    if (holders != Holders.ALL) {
      throw new IllegalArgumentException("more than one kind of certificates alone");
    }
    return new IssuingDistributionPoint(names, some, reasons, indirect);
  }

  /** DER leaves out a default. */
  private static void requireTrue(ASN1TaggedObject field) {
    if (!ASN1Boolean.getInstance(field, false).isTrue()) {
      throw new IllegalArgumentException("a default that is encoded");
    }
  }

  /** True where a certificate is of the kind; one of version 1 does not tell its kind. */
  boolean includes(ParsedCertificate certificate) {
    return switch (holders) {
      case ALL -> true;
      case USERS ->
          certificate.parsed().getVersionNumber() == 3 && !KeyUsages.isAuthority(certificate);
      case AUTHORITIES -> KeyUsages.isAuthority(certificate);
      case ATTRIBUTES -> false;
    };
  }

  /** True where one of its names is among these, or where it has none. */
  boolean isNamed(Set<DistributionPointName> others) {
    return names.isEmpty() || !Collections.disjoint(names, others);
  }
}
