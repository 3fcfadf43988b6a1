package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.path.TrustDecision.Refused;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.jspecify.annotations.Nullable;

/** Converts an exception of a library's path validator into a refusal. */
final class ValidatorRefusal {

  private ValidatorRefusal() {}

  /**
   * Returns a refusal. It is final only if the validator rejected the path itself, for a reason
   * other than a date.
   */
  static Refused of(String who, Exception thrown) {
    boolean isFinal = thrown instanceof CertPathValidatorException && isPathRejection(thrown);
    return new Refused(
        new Refusal(Reason.CERTIFICATE_UNTRUSTED, who + thrown.getMessage()), isFinal);
  }

  private static boolean isPathRejection(Throwable thrown) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RuntimeException
          || cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException) {
        return false;
      }
    }
    return true;
  }
}
