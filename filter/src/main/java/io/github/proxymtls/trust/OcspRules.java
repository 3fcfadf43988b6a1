package io.github.proxymtls.trust;

import io.github.proxymtls.trust.PathRules.KeyRule;
import java.time.Duration;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * What the answer of an OCSP responder must satisfy besides RFC 6960.
 *
 * @param algorithms which signature algorithms are good enough
 * @param keys which keys of a delegate are
 * @param maximumAge how old an answer may be that does not say when the next one comes
 */
record OcspRules(AlgorithmRule algorithms, KeyRule keys, Duration maximumAge) {

  /** No answer counts longer than this without a word of the responder. */
  static final OcspRules STRICT =
      new OcspRules(AlgorithmPolicy::algorithmFlaw, AlgorithmPolicy::keyFlaw, Duration.ofHours(24));

  /** Judges a signature algorithm. */
  @FunctionalInterface
  interface AlgorithmRule {

    /** What is wrong with it; null if nothing. */
    @Nullable String flaw(AlgorithmIdentifier algorithm);
  }
}
