package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.path.TrustDecision.Refused;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import org.jspecify.annotations.Nullable;

/** Makes a refusal of what a library's path validator throws. */
final class ValidatorRefusal {

  private ValidatorRefusal() {}

  /** A refusal, final only where the validator judged the path and no date took part. */
  static Refused of(String who, Exception thrown) {
    boolean isFinal = thrown instanceof CertPathValidatorException && isJudgement(thrown);
    return new Refused(Reason.CERTIFICATE_UNTRUSTED, who + thrown.getMessage(), isFinal);
  }

  private static boolean isJudgement(Throwable thrown) {
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
