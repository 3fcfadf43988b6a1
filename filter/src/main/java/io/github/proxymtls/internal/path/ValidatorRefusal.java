package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
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
  static Refusal of(String who, Exception thrown) {
    boolean isFinal = thrown instanceof CertPathValidatorException && isPathRejection(thrown);
    String detail = who + thrown.getMessage();
    return isFinal
        ? Refusal.asFinal(Reason.CERTIFICATE_UNTRUSTED, detail)
        : new Refusal(Reason.CERTIFICATE_UNTRUSTED, detail);
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
