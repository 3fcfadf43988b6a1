package io.github.proxymtls.trust;

import io.github.proxymtls.trust.RevocationRules.FreshnessRule;
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
record CombinedList(@Nullable RevocationList complete, List<RevocationList> deltas) {

  static CombinedList of(Collection<RevocationList> lists) {
    List<RevocationList> ordered = lists.stream().sorted(RevocationList.NEWEST_FIRST).toList();
    RevocationList complete =
        ordered.stream().filter(list -> !list.isDelta()).findFirst().orElse(null);
    List<RevocationList> deltas =
        ordered.stream()
            .filter(list -> list.isDelta() && (complete == null || list.isAfter(complete)))
            .toList();
    return new CombinedList(complete, deltas);
  }

  /** The newest delta CRL that can be combined with the complete one; null where there is none. */
  private @Nullable RevocationList change() {
    return complete == null
        ? null
        : deltas.stream().filter(delta -> delta.changes(complete)).findFirst().orElse(null);
  }

  /**
   * The entry by which a certificate is revoked; null where it is not. A delta CRL that lacks its
   * base can revoke, but it can take nothing back.
   */
  @Nullable RevokedEntry revocation(Candidate certificate) {
    RevocationList change = change();
    for (RevocationList delta : deltas) {
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

  private @Nullable RevokedEntry ofComplete(Candidate certificate) {
    return complete == null ? null : complete.find(certificate);
  }

  /** Why nothing but a revocation may be taken from it; null where it may. */
  @Nullable String flaw() {
    RevocationList change = change();
    String flaw = complete == null ? null : complete.flaw();
    return flaw != null || change == null ? flaw : change.flaw();
  }

  /** The one whose age counts: with a fresh delta CRL the complete one may be old. */
  RevocationList newest(RevocationList base, FreshnessRule rule, Instant now) {
    RevocationList change = change();
    return change == null || rule.flaw(change, now) != null ? base : change;
  }
}
