package io.github.proxymtls.trust;

import io.github.proxymtls.config.ClientRules.ExtendedKeyUsage;
import io.github.proxymtls.trust.OcspRules.AlgorithmRule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a CRL must satisfy besides RFC 5280 section 6.3.
 *
 * @param algorithms which signature algorithms are good enough
 * @param freshness until when a CRL counts
 * @param signers what the path of a separate signer must satisfy
 */
record RevocationRules(AlgorithmRule algorithms, FreshnessRule freshness, PathRules signers) {

  /** The only ones that a configuration can bring about. */
  static final RevocationRules PRODUCTION =
      new RevocationRules(
          AlgorithmPolicy::algorithmFlaw,
          RevocationRules::staleness,
          new PathRules(
              ContentRules::syntaxFlaw,
              AlgorithmPolicy::keyFlaw,
              AlgorithmPolicy::signatureFlaw,
              (signer, now) -> LeafRules.validity(signer).refusalAt(now),
              ExtendedKeyUsage.ANY,
              parameters -> {},
              PathSearch.MAXIMUM_LENGTH));

  /** Judges the age of a CRL. */
  @FunctionalInterface
  interface FreshnessRule {

    /** Why it no longer counts; null where it does. */
    @Nullable String flaw(RevocationList list, Instant now);
  }

  private static @Nullable String staleness(RevocationList list, Instant now) {
    Instant end = list.nextUpdate();
    if (end == null) {
      return "it has no nextUpdate";
    }
    return now.isAfter(end) ? "its nextUpdate was " + end : null;
  }
}
