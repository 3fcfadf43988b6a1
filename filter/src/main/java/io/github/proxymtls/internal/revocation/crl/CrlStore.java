package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.LeafText;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The CRLs in use (RFC 5280 sections 5 and 6.3): complete, delta and indirect CRLs. Only the
 * remembered signatures change.
 */
public final class CrlStore {

  private final Map<DistinguishedName, List<Crl>> byIssuer = new HashMap<>();
  private final CrlIssuers signers;
  private final CrlRules rules;

  private CrlStore(Collection<Crl> crls, Collection<ParsedCertificate> signers, CrlRules rules) {
    for (Crl crl : crls) {
      byIssuer.computeIfAbsent(crl.issuer(), name -> new ArrayList<>()).add(crl);
    }
    List<ParsedCertificate> all = new ArrayList<>(signers);
    crls.forEach(crl -> all.addAll(crl.signers()));
    this.signers = new CrlIssuers(all, rules);
    this.rules = rules;
  }

  /**
   * Creates a store.
   *
   * @param signers the configured anchors and intermediate certificates, which may have issued the
   *     CRLs in addition to the certificates of a path and those supplied with the CRLs
   */
  public static CrlStore of(Collection<Crl> crls, Collection<ParsedCertificate> signers) {
    return of(crls, signers, CrlRules.PRODUCTION);
  }

  /** Creates a store with other rules, such as those of a test suite. */
  public static CrlStore of(
      Collection<Crl> crls, Collection<ParsedCertificate> signers, CrlRules rules) {
    return new CrlStore(crls, signers, rules);
  }

  /**
   * Returns the revocation status of one certificate of a valid path. Verifies signatures. Never
   * throws.
   *
   * @param path from the leaf to the anchor
   * @param index the index of the certificate in the path; not that of the anchor
   */
  public RevocationAnswer about(List<X509Certificate> path, int index, Instant now) {
    try {
      List<ParsedCertificate> parsed = path.stream().map(ParsedCertificate::of).toList();
      return about(new PathMember(parsed, index, List.of()), now);
    } catch (IllegalArgumentException e) {
      return new Unusable("not checked: " + e.getMessage(), false);
    } catch (RuntimeException | StackOverflowError e) {
      return new Unusable("not checked: " + e.getClass().getName(), false);
    }
  }

  /** Searches the CRLs for everything that they say about a certificate. */
  public RevocationAnswer about(PathMember member, Instant now) {
    ParsedCertificate certificate = member.certificate();
    List<DistributionPoint> points = DistributionPoint.of(certificate);
    CrlSearch search = new CrlSearch(certificate, points, rules, now);
    for (Crl crl : crls(certificate, points)) {
      if (crl.isEarly(now)) {
        search.addEarly(crl);
      } else {
        search.add(crl, signers.find(crl, member, this, now));
      }
    }
    return search.answer();
  }

  /**
   * Returns the subjects of the configured CAs that signed none of these CRLs; empty if one of them
   * is indirect, because it may cover any CA.
   */
  List<String> authoritiesWithout(Instant now) {
    List<Crl> all = byIssuer.values().stream().flatMap(List::stream).toList();
    return all.stream().anyMatch(crl -> crl.scope().indirect())
        ? List.of()
        : signers
            .authorities(now)
            .filter(
                signer ->
                    byIssuer.getOrDefault(signer.subject(), List.of()).stream()
                        .noneMatch(crl -> signers.isSigned(crl, signer)))
            .map(signer -> LeafText.text(signer.parsed().getSubject()))
            .distinct()
            .toList();
  }

  /** Returns the number of CRL signatures verified so far. */
  int verifications() {
    return signers.verifications();
  }

  /**
   * Returns the CRLs of the certificate's issuer and of the CRL issuers that its distribution
   * points name.
   */
  private List<Crl> crls(ParsedCertificate certificate, List<DistributionPoint> points) {
    Set<DistinguishedName> issuers = new LinkedHashSet<>();
    issuers.add(certificate.issuer());
    points.forEach(point -> issuers.addAll(point.issuers()));
    List<Crl> crls = new ArrayList<>();
    for (DistinguishedName issuer : issuers) {
      crls.addAll(byIssuer.getOrDefault(issuer, List.of()));
    }
    return crls;
  }
}
