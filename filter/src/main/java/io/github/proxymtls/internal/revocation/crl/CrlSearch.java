package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.RevocationAnswer;
import io.github.proxymtls.internal.path.RevocationAnswer.Good;
import io.github.proxymtls.internal.path.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.path.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.path.RevocationReasons;
import io.github.proxymtls.internal.path.RevokedEntry;
import io.github.proxymtls.internal.revocation.crl.CrlIssuer.Entitled;
import io.github.proxymtls.internal.revocation.crl.CrlIssuer.Unknown;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what CRLs say about one certificate (RFC 5280 section 6.3.3). Good for one question.
 *
 * <h2>A revocation counts wherever it stands</h2>
 *
 * A CRL by the right signer that lists the certificate revokes it, even if the CRL is stale, of
 * another scope, or holds something critical that is not understood. Only where none does may a CRL
 * say that it is not revoked, and then all of that matters, for every reason of a revocation.
 */
final class CrlSearch {

  private static final Unusable NOBODYS_POINT =
      new Unusable("a distribution point is relative to no single directory name", false);

  private final ParsedCertificate certificate;
  private final List<DistributionPoint> points;
  private final CrlRules rules;
  private final Instant now;
  private final Map<Scope, List<Crl>> signed = new LinkedHashMap<>();
  private int reasons;
  private @Nullable Instant until;
  private @Nullable Unusable worst;

  CrlSearch(
      ParsedCertificate certificate, List<DistributionPoint> points, CrlRules rules, Instant now) {
    this.certificate = certificate;
    this.points = points;
    this.rules = rules;
    this.now = now;
    this.worst = points.stream().anyMatch(DistributionPoint::isNobodys) ? NOBODYS_POINT : null;
  }

  /** CRLs of one scope by one signer succeed each other. */
  private record Scope(DistinguishedName issuer, IssuingDistributionPoint point, Entitled signer) {}

  /** Takes a CRL by one who may tell of the certificate. */
  void add(Crl list, CrlIssuer signer) {
    if (signer instanceof Entitled entitled) {
      Scope scope = new Scope(list.issuer(), list.scope(), entitled);
      signed.computeIfAbsent(scope, key -> new ArrayList<>()).add(list);
    } else if (signer instanceof Unknown unknown) {
      note(list, unknown.detail(), unknown.absent());
    }
  }

  /** Takes note of a CRL that comes from the future: no answer, nor the absence of a revocation. */
  void addEarly(Crl list) {
    note(list, "it is from the future", list.find(certificate) == null);
  }

  /** What they say together. */
  RevocationAnswer answer() {
    for (Map.Entry<Scope, List<Crl>> entry : signed.entrySet()) {
      CrlWithDeltas list = CrlWithDeltas.of(entry.getValue());
      RevokedEntry revocation = list.revocation(certificate);
      if (revocation != null) {
        return new Revoked(revocation.toString(), end(list));
      }
      if (list.complete() != null) {
        cover(list, list.complete(), entry.getKey().signer());
      }
    }
    if (reasons == RevocationReasons.ALL) {
      return new Good(until);
    }
    return worst == null ? new Unusable("no CRL covers it for every reason", true) : worst;
  }

  private static @Nullable Instant end(CrlWithDeltas list) {
    return list.complete() == null ? null : list.complete().nextUpdate();
  }

  private void cover(CrlWithDeltas list, Crl complete, Entitled signer) {
    int covered = 0;
    for (DistributionPoint point : points) {
      covered |= point.coveredBy(complete, certificate);
    }
    if (covered == 0) {
      return;
    }
    Crl newest = list.newest(complete, rules.freshness(), now);
    String stale = rules.freshness().flaw(newest, now);
    if (list.flaw() != null) {
      note(complete, list.flaw(), false);
    } else if (stale != null) {
      note(complete, stale, true);
    } else {
      reasons |= covered;
      bound(newest.nextUpdate());
      bound(signer.until());
    }
  }

  private void bound(@Nullable Instant end) {
    if (end != null && (until == null || end.isBefore(until))) {
      until = end;
    }
  }

  /** The first that is not an absence tells most. */
  private void note(Crl list, String detail, boolean absent) {
    if (worst == null || (worst.absent() && !absent)) {
      worst = new Unusable("the CRL of " + list.thisUpdate() + ": " + detail, absent);
    }
  }
}
