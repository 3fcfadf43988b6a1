package io.github.proxymtls.trust;

import io.github.proxymtls.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the trust stage makes of a claimed certificate. */
public sealed interface TrustDecision {

  /** The certificate is not acceptable. The detail is for the operator's log. */
  record Refused(Reason reason, String detail) implements TrustDecision {}

  /** {@link ValidatedCertificate} or {@link PinnedCandidate}: something that may be presented. */
  sealed interface Presentable extends TrustDecision permits ValidatedCertificate, PinnedCandidate {

    /** The names of the leaf, and its thumbprint. */
    CertificateNames names();

    /** Refuses where a certificate is not valid at this instant; null where all are. */
    @Nullable Refused refusalAt(Instant now);

    /** False where it must be validated anew: what is known of revocation is out of date. */
    boolean stands(Instant now);
  }
}
