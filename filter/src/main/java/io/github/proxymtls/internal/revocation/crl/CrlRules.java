package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.ContentRules;
import io.github.proxymtls.internal.path.LeafRules;
import io.github.proxymtls.internal.path.PathRules;
import io.github.proxymtls.internal.path.PathRules.AlgorithmRule;
import io.github.proxymtls.internal.path.PathSearch;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a CRL must satisfy besides RFC 5280 section 6.3.
 *
 * @param algorithms which signature algorithms are good enough
 * @param freshness until when a CRL counts
 * @param signers what the path of a separate signer must satisfy
 */
public record CrlRules(AlgorithmRule algorithms, FreshnessRule freshness, PathRules signers) {

  /** The only ones that a configuration can bring about. */
  public static final CrlRules PRODUCTION =
      new CrlRules(
          AlgorithmPolicy::algorithmFlaw,
          CrlRules::staleness,
          new PathRules(
              ContentRules::syntaxFlaw,
              AlgorithmPolicy::keyFlaw,
              AlgorithmPolicy::signatureFlaw,
              (signer, now) -> LeafRules.validity(signer).refusalAt(now),
              ExtendedKeyUsageRule.ANY,
              parameters -> {},
              PathSearch.MAXIMUM_LENGTH));

  /** Judges the age of a CRL. */
  @FunctionalInterface
  public interface FreshnessRule {

    /** Why it no longer counts; null where it does. */
    @Nullable String flaw(Crl list, Instant now);
  }

  private static @Nullable String staleness(Crl list, Instant now) {
    Instant end = list.nextUpdate();
    if (end == null) {
      return "it has no nextUpdate";
    }
    return now.isAfter(end) ? "its nextUpdate was " + end : null;
  }
}
