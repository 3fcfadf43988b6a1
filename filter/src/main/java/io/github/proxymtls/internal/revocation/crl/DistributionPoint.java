package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.source.RevocationReasons;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * A CRL distribution point of a certificate (RFC 5280 section 4.2.1.13).
 *
 * @param names the names of the distribution point, otherwise those of its CRL issuers
 * @param issuers the CRL issuers
 * @param issuerKind the kind of CRL issuer
 * @param reasons the reasons that its CRLs cover, as bits of {@link RevocationReasons}
 */
public record DistributionPoint(
    Set<DistributionPointName> names,
    Set<DistinguishedName> issuers,
    IssuerKind issuerKind,
    int reasons) {

  /** The kind of CRL issuer of a distribution point. */
  enum IssuerKind {
    /** The issuer of the certificate. Its CRL is not indirect. */
    CERTIFICATE_ISSUER,
    /** The CRL issuers that the certificate names. Their CRLs are indirect. */
    CRL_ISSUER,
    /**
     * The issuer of the certificate, for CRLs outside the distribution points that the certificate
     * names.
     */
    ANY_DISTRIBUTION_POINT,
    /** None, because the name is relative and the CRL issuer is not exactly one directory name. */
    NONE;

    private boolean mayIssue(IssuingDistributionPoint scope) {
      return switch (this) {
        case CERTIFICATE_ISSUER -> !scope.indirect();
        case CRL_ISSUER -> scope.indirect();
        case ANY_DISTRIBUTION_POINT -> true;
        case NONE -> false;
      };
    }
  }

  /**
   * Returns the distribution points of a certificate. Adds a distribution point for any other CRL
   * of its issuer (RFC 5280 section 6.3.3), unless all distribution points of the certificate name
   * another CRL issuer.
   *
   * @throws IllegalArgumentException if an extension is malformed
   */
  static List<DistributionPoint> of(ParsedCertificate certificate) {
    List<DistributionPoint> points = new ArrayList<>();
    CRLDistPoint extension =
        certificate.extension(Extension.cRLDistributionPoints, CRLDistPoint::getInstance);
    if (extension != null) {
      for (org.bouncycastle.asn1.x509.DistributionPoint point : extension.getDistributionPoints()) {
        points.add(read(point, certificate));
      }
    }
    boolean allNameCrlIssuers =
        points.stream().noneMatch(point -> point.issuerKind == IssuerKind.CERTIFICATE_ISSUER);
    if (points.isEmpty() || !allNameCrlIssuers) {
      points.add(unnamed(certificate));
    }
    return points;
  }

  private static DistributionPoint read(
      org.bouncycastle.asn1.x509.DistributionPoint point, ParsedCertificate certificate) {
    GeneralNames crlIssuers = point.getCRLIssuer();
    int reasons =
        point.getReasons() == null
            ? RevocationReasons.ALL
            : RevocationReasons.bits(point.getReasons());
    if (crlIssuers == null) {
      X500Name issuer = certificate.parsed().getIssuer();
      Set<DistributionPointName> names =
          point.getDistributionPoint() == null
              ? Set.of()
              : DistributionPointName.of(point.getDistributionPoint(), issuer);
      return new DistributionPoint(
          names, Set.of(certificate.issuer()), IssuerKind.CERTIFICATE_ISSUER, reasons);
    }
    Set<DistributionPointName> names =
        point.getDistributionPoint() == null
            ? DistributionPointName.of(crlIssuers)
            : crlIssuerNames(point.getDistributionPoint(), crlIssuers);
    return names == null
        ? new DistributionPoint(Set.of(), Set.of(), IssuerKind.NONE, reasons)
        : new DistributionPoint(
            names, DistributionPointName.directories(crlIssuers), IssuerKind.CRL_ISSUER, reasons);
  }

  /**
   * Returns the names of a distribution point with other CRL issuers. A relative name requires
   * exactly one directory name as CRL issuer (RFC 5280 section 4.2.1.13). Without it, returns null,
   * and no CRL covers the distribution point.
   */
  private static @Nullable Set<DistributionPointName> crlIssuerNames(
      org.bouncycastle.asn1.x509.DistributionPointName name, GeneralNames issuers) {
    if (name.getType() == org.bouncycastle.asn1.x509.DistributionPointName.FULL_NAME) {
      return DistributionPointName.of(GeneralNames.getInstance(name.getName()));
    }
    GeneralName[] all = issuers.getNames();
    return all.length == 1 && all[0].getTagNo() == GeneralName.directoryName
        ? DistributionPointName.of(name, X500Name.getInstance(all[0].getName()))
        : null;
  }

  private static DistributionPoint unnamed(ParsedCertificate certificate) {
    Set<DistributionPointName> names = new HashSet<>();
    names.add(DistributionPointName.of(certificate.issuer()));
    GeneralNames alternativeNames =
        certificate.extension(Extension.issuerAlternativeName, GeneralNames::getInstance);
    if (alternativeNames != null) {
      names.addAll(DistributionPointName.of(alternativeNames));
    }
    return new DistributionPoint(
        names,
        Set.of(certificate.issuer()),
        IssuerKind.ANY_DISTRIBUTION_POINT,
        RevocationReasons.ALL);
  }

  /** Returns true if no CRL can cover this distribution point. */
  boolean cannotBeCovered() {
    return issuerKind == IssuerKind.NONE;
  }

  /**
   * Returns the reasons for which a CRL covers the certificate at this distribution point, or 0 if
   * it does not.
   */
  int coveredBy(Crl crl, ParsedCertificate certificate) {
    IssuingDistributionPoint scope = crl.scope();
    boolean here =
        issuers.contains(crl.issuer())
            && issuerKind.mayIssue(scope)
            && scope.isNamed(names)
            && scope.includes(certificate);
    return here ? reasons & scope.reasons() : 0;
  }
}
