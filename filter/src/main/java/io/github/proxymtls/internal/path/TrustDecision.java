package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decision about a forwarded certificate. */
public sealed interface TrustDecision {

  /**
   * The certificate is rejected.
   *
   * @param isFinal true if the same certificates are always rejected with the same configuration,
   *     because the decision does not depend on a date, a limit, or anything unavailable or
   *     unexpected
   */
  record Refused(Refusal refusal, boolean isFinal) implements TrustDecision {

    /** Creates a refusal that may change with time. */
    public Refused(Reason reason, String detail) {
      this(new Refusal(reason, detail), false);
    }

    public static Refused asFinal(Reason reason, String detail) {
      return new Refused(new Refusal(reason, detail), true);
    }

    public Reason reason() {
      return refusal.reason();
    }

    public String detail() {
      return refusal.detail();
    }

    /** Returns this refusal with text appended to its detail. */
    Refused with(String addition) {
      return new Refused(refusal.withDetail(addition), isFinal);
    }

    /** Returns this refusal as one that may change with time. */
    Refused notFinal() {
      return new Refused(refusal, false);
    }
  }

  /**
   * A certificate that may be presented to the application: a {@link ValidatedCertificate} or a
   * {@link PinnedCertificate}.
   */
  sealed interface ClientCertificate extends TrustDecision
      permits ValidatedCertificate, PinnedCertificate {

    /** Returns the client's own certificate. */
    X509Certificate leaf();

    /** Returns the names and the thumbprint of the leaf. */
    CertificateNames names();

    /**
     * Returns a refusal if a certificate is not valid at this time, otherwise null.
     *
     * @param now the time in milliseconds since the epoch
     */
    @Nullable Refused refusalAt(long now);

    /** Returns the leaf and the certificates above it that are kept with it. */
    List<X509Certificate> path();

    /**
     * Returns false if it must be decided again, because the revocation status or the registrations
     * have changed or may have changed.
     *
     * @param now the time in milliseconds since the epoch
     */
    boolean isFresh(long now, Generations current);
  }
}
