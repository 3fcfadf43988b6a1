package io.github.proxymtls.servlet;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.log.OperatorLog;
import io.github.proxymtls.internal.text.EscapedText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The operator's log: one line for each rejected request, with every value escaped and bounded. No
 * line contains a certificate or a credential.
 */
final class RejectionLog {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMtlsFilter.class);

  private final OperatorLog log;

  RejectionLog(OperatorLog log) {
    this.log = log;
  }

  /** Logs a request that is rejected or, in report-only mode, would be. */
  void rejected(DecidedRequest request, Decision.Rejected rejection) {
    log.write(
        Level.WARN,
        LOG,
        "{} reason={} status={} {} path-kind={} {} {} detail={}",
        request.enforced() ? "rejected" : "would-reject",
        rejection.reason().code(),
        rejection.reason().answer(rejection.endpoint()).status(),
        line(request),
        rejection.endpoint(),
        sender(request, rejection),
        certificate(rejection.certificate()),
        EscapedText.inLog(rejection.detail()));
  }

  /** Logs a defect with its stack trace. */
  void defect(DecidedRequest request, Throwable failure) {
    log.write(
        Level.ERROR,
        LOG,
        "reason={} {} id={}",
        Reason.INTERNAL_ERROR.code(),
        line(request),
        EscapedText.inLog(request.requestId()),
        new Defect(failure));
  }

  /** Returns the rejection in which a defect ends. */
  static Rejection defect(Throwable failure) {
    return new Rejection(Reason.INTERNAL_ERROR, failure.getClass().getName(), EndpointKind.PLAIN);
  }

  private static String line(DecidedRequest request) {
    return "method="
        + EscapedText.inLog(request.method())
        + " path="
        + EscapedText.inLog(request.path());
  }

  private static String sender(DecidedRequest request, Decision decision) {
    String profile = decision.proxy() == null ? null : decision.proxy().profile();
    return "peer="
        + EscapedText.inLog(request.remoteAddress())
        + " proxy="
        + (decision.proxy() == null ? "none" : EscapedText.inLog(decision.proxy().name()))
        + " profile="
        + (profile == null ? "none" : profile)
        + " id="
        + EscapedText.inLog(request.requestId());
  }

  private static String certificate(@Nullable PresentedCertificate presented) {
    return presented == null
        ? "certificate=none"
        : "subject="
            + EscapedText.inLog(presented.subject())
            + " serial="
            + EscapedText.inLog(presented.serial())
            + " thumbprint="
            + EscapedText.inLog(presented.thumbprint());
  }

  /**
   * The stack trace of a failure with an escaped message, because the message may contain text of
   * the request.
   */
  private static final class Defect extends Exception {

    private static final long serialVersionUID = 1L;

    Defect(Throwable failure) {
      super(
          EscapedText.inLog(failure.toString()),
          failure.getCause() == null ? null : new Defect(failure.getCause()));
      setStackTrace(failure.getStackTrace());
    }
  }
}
