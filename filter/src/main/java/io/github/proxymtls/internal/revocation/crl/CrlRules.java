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
 * The requirements for a CRL in addition to RFC 5280 section 6.3.
 *
 * @param algorithms the rule for signature algorithms
 * @param freshness the rule for the age of a CRL
 * @param signers the rules for the path of a separate CRL issuer
 */
public record CrlRules(AlgorithmRule algorithms, FreshnessRule freshness, PathRules signers) {

  /** The rules in production. No configuration changes them. */
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

  /** Checks the age of a CRL. */
  @FunctionalInterface
  public interface FreshnessRule {

    /** Returns why the CRL is stale, or null if it is fresh. */
    @Nullable String flaw(Crl crl, Instant now);
  }

  private static @Nullable String staleness(Crl crl, Instant now) {
    Instant end = crl.nextUpdate();
    if (end == null) {
      return "it has no nextUpdate";
    }
    return now.isAfter(end) ? "its nextUpdate was " + end : null;
  }
}
