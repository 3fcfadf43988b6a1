package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the trust stage makes of a claimed certificate. */
public sealed interface TrustDecision {

  /**
   * The certificate is not acceptable.
   *
   * @param detail for the operator's log
   * @param isFinal true where the same certificates are refused again whenever they come, as long
   *     as the configuration stays: neither a date nor a limit, nor anything unavailable or
   *     unexpected took part in the decision
   */
  record Refused(Reason reason, String detail, boolean isFinal) implements TrustDecision {

    /** One that another time may not be. */
    public Refused(Reason reason, String detail) {
      this(reason, detail, false);
    }

    public static Refused asFinal(Reason reason, String detail) {
      return new Refused(reason, detail, true);
    }

    /** The same with more in its detail. */
    Refused with(String addition) {
      return new Refused(reason, detail + addition, isFinal);
    }

    /** The same, which another time may not be. */
    Refused notFinal() {
      return new Refused(reason, detail);
    }
  }

  /** {@link ValidatedCertificate} or {@link PinnedCertificate}: something that may be presented. */
  sealed interface Presentable extends TrustDecision
      permits ValidatedCertificate, PinnedCertificate {

    /** The names of the leaf, and its thumbprint. */
    CertificateNames names();

    /** Refuses where a certificate is not valid at this instant; null where all are. */
    @Nullable Refused refusalAt(Instant now);

    /** About what it takes in memory, in octets, without what a configured anchor takes. */
    int bytes();

    /** False where it must be validated anew: what is known of revocation is out of date. */
    boolean stands(Instant now);
  }
}
