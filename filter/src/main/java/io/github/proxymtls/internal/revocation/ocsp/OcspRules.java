package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.path.PathRules.AlgorithmRule;
import io.github.proxymtls.internal.path.PathRules.KeyRule;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import java.time.Duration;

/**
 * What the answer of an OCSP responder must satisfy besides RFC 6960.
 *
 * @param algorithms which signature algorithms are good enough
 * @param keys which keys of a delegate are
 * @param maximumAge how old an answer may be that does not say when the next one comes
 */
public record OcspRules(AlgorithmRule algorithms, KeyRule keys, Duration maximumAge) {

  /** No answer counts longer than this without a word of the responder. */
  static final OcspRules STRICT =
      new OcspRules(AlgorithmPolicy::algorithmFlaw, AlgorithmPolicy::keyFlaw, Duration.ofHours(24));
}
