package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.RevocationReasons;
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
 * A distribution point that a certificate names (RFC 5280 section 4.2.1.13).
 *
 * @param names of the point, else of those who issue its CRL
 * @param issuers who issue its CRL
 * @param publisher what kind of CRL is expected there
 * @param reasons that the CRL must cover here, as {@link RevocationReasons} sets
 */
public record DistributionPoint(
    Set<DistributionPointName> names,
    Set<DistinguishedName> issuers,
    Publisher publisher,
    int reasons) {

  /** Who publishes a CRL at a point. */
  enum Publisher {
    /** The issuer of the certificate, about its own certificates. */
    ISSUER,
    /** Those whom the certificate names, in an indirect CRL. */
    OTHERS,
    /** The issuer of the certificate, at a point that the certificate does not name. */
    UNNAMED,
    /** Nobody: the point is relative to an issuer that is not one directory name. */
    NOBODY;

    private boolean publishes(IssuingDistributionPoint scope) {
      return switch (this) {
        case ISSUER -> !scope.indirect();
        case OTHERS -> scope.indirect();
        case UNNAMED -> true;
        case NOBODY -> false;
      };
    }
  }

  /**
   * Those of a certificate; besides them the point that stands for any other CRL of its issuer (RFC
   * 5280 section 6.3.3), unless all the points of the certificate are left to others.
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
    boolean left = points.stream().noneMatch(point -> point.publisher == Publisher.ISSUER);
    if (points.isEmpty() || !left) {
      points.add(unnamed(certificate));
    }
    return points;
  }

  private static DistributionPoint read(
      org.bouncycastle.asn1.x509.DistributionPoint point, ParsedCertificate certificate) {
    GeneralNames others = point.getCRLIssuer();
    int reasons =
        point.getReasons() == null
            ? RevocationReasons.ALL
            : RevocationReasons.bits(point.getReasons());
    if (others == null) {
      X500Name issuer = certificate.parsed().getIssuer();
      Set<DistributionPointName> names =
          point.getDistributionPoint() == null
              ? Set.of()
              : DistributionPointName.of(point.getDistributionPoint(), issuer);
      return new DistributionPoint(names, Set.of(certificate.issuer()), Publisher.ISSUER, reasons);
    }
    Set<DistributionPointName> names =
        point.getDistributionPoint() == null
            ? DistributionPointName.of(others)
            : othersNames(point.getDistributionPoint(), others);
    return names == null
        ? new DistributionPoint(Set.of(), Set.of(), Publisher.NOBODY, reasons)
        : new DistributionPoint(
            names, DistributionPointName.directories(others), Publisher.OTHERS, reasons);
  }

  /**
   * The names of a point that is left to others. A relative name needs one directory name to be
   * relative to (RFC 5280 section 4.2.1.13): null without it, and then no CRL covers the point.
   */
  private static @Nullable Set<DistributionPointName> othersNames(
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
    GeneralNames others =
        certificate.extension(Extension.issuerAlternativeName, GeneralNames::getInstance);
    if (others != null) {
      names.addAll(DistributionPointName.of(others));
    }
    return new DistributionPoint(
        names, Set.of(certificate.issuer()), Publisher.UNNAMED, RevocationReasons.ALL);
  }

  /** True where no CRL can be at this point. */
  boolean isNobodys() {
    return publisher == Publisher.NOBODY;
  }

  /** The reasons for which a CRL covers the certificate here; 0 where it is for others. */
  int coveredBy(Crl list, ParsedCertificate certificate) {
    IssuingDistributionPoint scope = list.scope();
    boolean here =
        issuers.contains(list.issuer())
            && publisher.publishes(scope)
            && scope.isNamed(names)
            && scope.includes(certificate);
    return here ? reasons & scope.reasons() : 0;
  }
}
