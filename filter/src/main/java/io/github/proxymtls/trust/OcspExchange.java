package io.github.proxymtls.trust;

import java.time.Instant;

/**
 * A question to an OCSP responder about one certificate, and the judgement of its answer (RFC 6960
 * with RFC 9654).
 */
final class OcspExchange {

  private OcspExchange() {}

  /** Asks about a certificate, with a fresh nonce. */
  static OcspExchange about(Candidate certificate, Candidate issuer) {
    return new OcspExchange();
  }

  /** The DER of the {@code OCSPRequest}. */
  byte[] request() {
    return new byte[0];
  }

  /** Judges the DER of an {@code OCSPResponse}. Never throws. */
  RevocationAnswer read(byte[] response, Instant now) {
    return new RevocationAnswer.Unusable("not verified yet", false);
  }
}
