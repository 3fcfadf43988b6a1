package io.github.proxymtls.trust;

import io.github.proxymtls.trust.RevocationAnswer.Unusable;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The CRLs in use (RFC 5280 section 5 and 6.3): complete, delta and indirect ones. Immutable. */
final class RevocationLists {

  private final Map<DistinguishedName, List<RevocationList>> byIssuer = new HashMap<>();
  private final ListSigners signers;
  private final RevocationRules rules;

  private RevocationLists(
      Collection<RevocationList> lists, Collection<Candidate> signers, RevocationRules rules) {
    for (RevocationList list : lists) {
      byIssuer.computeIfAbsent(list.issuer(), name -> new ArrayList<>()).add(list);
    }
    List<Candidate> all = new ArrayList<>(signers);
    lists.forEach(list -> all.addAll(list.signers()));
    this.signers = new ListSigners(all, rules);
    this.rules = rules;
  }

  /**
   * Takes parsed lists.
   *
   * @param signers certificates that may have signed them besides those of a path and those that
   *     came with the lists: the configured intermediates and anchors
   */
  static RevocationLists of(Collection<RevocationList> lists, Collection<Candidate> signers) {
    return of(lists, signers, RevocationRules.PRODUCTION);
  }

  /** The same by other rules, such as those of a suite. */
  static RevocationLists of(
      Collection<RevocationList> lists, Collection<Candidate> signers, RevocationRules rules) {
    return new RevocationLists(lists, signers, rules);
  }

  /**
   * What they say about one certificate of a valid path. Verifies signatures. Never throws.
   *
   * @param path leaf first, the anchor last
   * @param index of the certificate in it; not the anchor's
   */
  RevocationAnswer about(List<X509Certificate> path, int index, Instant now) {
    try {
      List<Candidate> candidates = path.stream().map(Candidate::of).toList();
      return about(new PathMember(candidates, index, List.of()), now);
    } catch (IllegalArgumentException e) {
      return new Unusable("not checked: " + e.getMessage(), false);
    } catch (RuntimeException | StackOverflowError e) {
      return new Unusable("not checked: " + e.getClass().getName(), false);
    }
  }

  RevocationAnswer about(PathMember member, Instant now) {
    Candidate certificate = member.certificate();
    List<CertificatePoint> points = CertificatePoint.of(certificate);
    RevocationSearch search = new RevocationSearch(certificate, points, rules, now);
    for (RevocationList list : lists(certificate, points)) {
      if (list.isEarly(now)) {
        search.addEarly(list);
      } else {
        search.add(list, signers.of(list, member, this, now));
      }
    }
    return search.answer();
  }

  /** Those by the issuer of the certificate, and by the others to whom it leaves this. */
  private List<RevocationList> lists(Candidate certificate, List<CertificatePoint> points) {
    Set<DistinguishedName> issuers = new LinkedHashSet<>();
    issuers.add(certificate.issuer());
    points.forEach(point -> issuers.addAll(point.issuers()));
    List<RevocationList> lists = new ArrayList<>();
    for (DistinguishedName issuer : issuers) {
      lists.addAll(byIssuer.getOrDefault(issuer, List.of()));
    }
    return lists;
  }
}
