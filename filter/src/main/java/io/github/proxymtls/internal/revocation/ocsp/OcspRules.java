package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.path.PathRules.AlgorithmRule;
import io.github.proxymtls.internal.path.PathRules.KeyRule;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import java.time.Duration;

/**
 * The requirements for an OCSP response in addition to RFC 6960.
 *
 * @param algorithms the rule for signature algorithms
 * @param keys the rule for keys of delegated responders
 * @param maximumAge the maximum age of a response without nextUpdate
 */
public record OcspRules(AlgorithmRule algorithms, KeyRule keys, Duration maximumAge) {

  /** The rules in production. */
  static final OcspRules STRICT =
      new OcspRules(AlgorithmPolicy::algorithmFlaw, AlgorithmPolicy::keyFlaw, Duration.ofHours(24));
}
