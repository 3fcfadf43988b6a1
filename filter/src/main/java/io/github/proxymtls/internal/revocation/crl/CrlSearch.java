package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.crl.CrlIssuer.Authorized;
import io.github.proxymtls.internal.revocation.crl.CrlIssuer.Unauthorized;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Good;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Revoked;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import io.github.proxymtls.internal.revocation.source.RevocationReasons;
import io.github.proxymtls.internal.revocation.source.RevokedEntry;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Determines the revocation status of one certificate from CRLs (RFC 5280 section 6.3.3). One
 * instance serves one certificate.
 *
 * <h2>Every CRL of an authorized issuer can revoke</h2>
 *
 * <p>A certificate is revoked if a CRL of an authorized issuer lists it, even if the CRL is stale,
 * has another scope, or has an unrecognized critical extension. Otherwise it is good only if fresh
 * CRLs without such extensions cover it for every revocation reason.
 */
final class CrlSearch {

  private static final Unusable AMBIGUOUS_RELATIVE_NAME =
      new Unusable(
          "a distribution point has a relative name, but not exactly one directory name as CRL"
              + " issuer",
          false);

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
    this.worst =
        points.stream().anyMatch(DistributionPoint::cannotBeCovered)
            ? AMBIGUOUS_RELATIVE_NAME
            : null;
  }

  /** Of the CRLs with the same scope and issuer, newer ones replace older ones. */
  private record Scope(
      DistinguishedName issuer, IssuingDistributionPoint point, Authorized signer) {}

  /** Adds a CRL whose scope may include the certificate. */
  void add(Crl crl, CrlIssuer signer) {
    if (signer instanceof Authorized authorized) {
      Scope scope = new Scope(crl.issuer(), crl.scope(), authorized);
      signed.computeIfAbsent(scope, key -> new ArrayList<>()).add(crl);
    } else if (signer instanceof Unauthorized unauthorized) {
      note(crl, unauthorized.detail(), unauthorized.unavailable());
    }
  }

  /**
   * Records a CRL whose thisUpdate is in the future. It gives no answer, but soft-fail does not
   * apply if it lists the certificate.
   */
  void addEarly(Crl crl) {
    note(crl, "its thisUpdate is in the future", crl.find(certificate) == null);
  }

  /** Returns the combined answer of all CRLs. */
  RevocationAnswer answer() {
    for (Map.Entry<Scope, List<Crl>> entry : signed.entrySet()) {
      CrlWithDeltas crl = CrlWithDeltas.of(entry.getValue());
      RevokedEntry revocation = crl.revocation(certificate);
      if (revocation != null) {
        return new Revoked(revocation.toString(), end(crl));
      }
      if (crl.complete() != null) {
        cover(crl, crl.complete(), entry.getKey().signer());
      }
    }
    if (reasons == RevocationReasons.ALL) {
      return new Good(until);
    }
    return worst == null ? new Unusable("no CRL covers it for every reason", true) : worst;
  }

  private static @Nullable Instant end(CrlWithDeltas crl) {
    return crl.complete() == null ? null : crl.complete().nextUpdate();
  }

  private void cover(CrlWithDeltas crl, Crl complete, Authorized signer) {
    int covered = 0;
    for (DistributionPoint point : points) {
      covered |= point.coveredBy(complete, certificate);
    }
    if (covered == 0) {
      return;
    }
    Crl newest = crl.newest(complete, rules.freshness(), now);
    String stale = rules.freshness().flaw(newest, now);
    if (crl.flaw() != null) {
      note(complete, crl.flaw(), false);
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

  /** Keeps the first failure that is not "unavailable", otherwise the first one. */
  private void note(Crl crl, String detail, boolean unavailable) {
    if (worst == null || (worst.unavailable() && !unavailable)) {
      worst = new Unusable("the CRL of " + crl.thisUpdate() + ": " + detail, unavailable);
    }
  }
}
