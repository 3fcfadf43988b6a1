package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.crl.CrlRules.FreshnessRule;
import io.github.proxymtls.internal.revocation.source.RevokedEntry;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest complete CRL of one scope and issuer with newer delta CRLs (RFC 5280 section 5.2.4).
 * Older CRLs are not used.
 *
 * @param complete the complete CRL, or null
 * @param deltas the delta CRLs from newest to oldest, each newer than the complete CRL
 */
record CrlWithDeltas(@Nullable Crl complete, List<Crl> deltas) {

  static CrlWithDeltas of(Collection<Crl> crls) {
    List<Crl> ordered = crls.stream().sorted(Crl.NEWEST_FIRST).toList();
    Crl complete = ordered.stream().filter(crl -> !crl.isDelta()).findFirst().orElse(null);
    List<Crl> deltas =
        ordered.stream()
            .filter(crl -> crl.isDelta() && (complete == null || crl.isAfter(complete)))
            .toList();
    return new CrlWithDeltas(complete, deltas);
  }

  /** Returns the newest delta CRL that can be combined with the complete CRL, or null. */
  private @Nullable Crl change() {
    for (Crl delta : deltas) {
      if (complete != null && delta.changes(complete)) {
        return delta;
      }
    }
    return null;
  }

  /**
   * Returns the entry that revokes a certificate, or null. A delta CRL without its base can revoke
   * a certificate, but cannot remove an entry.
   */
  @Nullable RevokedEntry revocation(ParsedCertificate certificate) {
    Crl change = change();
    for (Crl delta : deltas) {
      RevokedEntry entry = delta.find(certificate);
      if (entry != null && !entry.isRemoval()) {
        return entry;
      }
      if (delta == change) {
        return entry == null ? findInComplete(certificate) : null;
      }
    }
    return findInComplete(certificate);
  }

  private @Nullable RevokedEntry findInComplete(ParsedCertificate certificate) {
    return complete == null ? null : complete.find(certificate);
  }

  /** Returns why these CRLs must not be used to accept a certificate, or null if they may be. */
  @Nullable String flaw() {
    Crl change = change();
    String flaw = complete == null ? null : complete.flaw();
    return flaw != null || change == null ? flaw : change.flaw();
  }

  /**
   * Returns the CRL whose age is checked. A complete CRL may be stale if a fresh delta CRL updates
   * it.
   */
  Crl newest(Crl base, FreshnessRule rule, Instant now) {
    Crl change = change();
    return change == null || rule.flaw(change, now) != null ? base : change;
  }
}
