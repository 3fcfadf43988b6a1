package io.github.proxymtls.trust;

import io.github.proxymtls.Reason;

/** What the trust stage makes of a claimed certificate. */
public sealed interface TrustDecision {

  /** The certificate is not acceptable. The detail is for the operator's log. */
  record Refused(Reason reason, String detail) implements TrustDecision {}

  /** {@link ValidatedCertificate} or {@link PinnedCandidate}: something that may be presented. */
  sealed interface Presentable extends TrustDecision
      permits ValidatedCertificate, PinnedCandidate {}
}
