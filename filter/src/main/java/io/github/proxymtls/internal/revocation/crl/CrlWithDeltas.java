package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.RevokedEntry;
import io.github.proxymtls.internal.revocation.crl.CrlRules.FreshnessRule;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest complete CRL of one scope and signer, with the delta CRLs since (RFC 5280 section
 * 5.2.4). What an older one says does not count any more.
 *
 * @param complete null where there is none
 * @param deltas newest first, each newer than the complete one
 */
record CrlWithDeltas(@Nullable Crl complete, List<Crl> deltas) {

  static CrlWithDeltas of(Collection<Crl> lists) {
    List<Crl> ordered = lists.stream().sorted(Crl.NEWEST_FIRST).toList();
    Crl complete = ordered.stream().filter(list -> !list.isDelta()).findFirst().orElse(null);
    List<Crl> deltas =
        ordered.stream()
            .filter(list -> list.isDelta() && (complete == null || list.isAfter(complete)))
            .toList();
    return new CrlWithDeltas(complete, deltas);
  }

  /** The newest delta CRL that can be combined with the complete one; null where there is none. */
  private @Nullable Crl change() {
    return complete == null
        ? null
        : deltas.stream().filter(delta -> delta.changes(complete)).findFirst().orElse(null);
  }

  /**
   * The entry by which a certificate is revoked; null where it is not. A delta CRL that lacks its
   * base can revoke, but it can take nothing back.
   */
  @Nullable RevokedEntry revocation(ParsedCertificate certificate) {
    Crl change = change();
    for (Crl delta : deltas) {
      RevokedEntry entry = delta.find(certificate);
      if (entry != null && !entry.isRemoval()) {
        return entry;
      }
      if (delta == change) {
        return entry == null ? ofComplete(certificate) : null;
      }
    }
    return ofComplete(certificate);
  }

  private @Nullable RevokedEntry ofComplete(ParsedCertificate certificate) {
    return complete == null ? null : complete.find(certificate);
  }

  /** Why nothing but a revocation may be taken from it; null where it may. */
  @Nullable String flaw() {
    Crl change = change();
    String flaw = complete == null ? null : complete.flaw();
    return flaw != null || change == null ? flaw : change.flaw();
  }

  /** The one whose age counts: with a fresh delta CRL the complete one may be old. */
  Crl newest(Crl base, FreshnessRule rule, Instant now) {
    Crl change = change();
    return change == null || rule.flaw(change, now) != null ? base : change;
  }
}
