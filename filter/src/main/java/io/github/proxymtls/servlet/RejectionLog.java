package io.github.proxymtls.servlet;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.text.EscapedText;
import jakarta.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's log: one line for each rejected request, with every value escaped and bounded. No
 * line contains a certificate or a credential.
 */
final class RejectionLog {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMtlsFilter.class);

  private RejectionLog() {}

  /** Logs a request that is rejected or, in report-only mode, would be. */
  static void rejected(
      Decision.Rejected rejection, HttpServletRequest request, boolean reportOnly) {
    HttpServletRequest container = Dispatch.innermost(request);
    LOG.warn(
        "{} reason={} status={} path-kind={} peer={} proxy={} profile={} id={} detail={}",
        reportOnly ? "would-reject" : "rejected",
        rejection.reason().code(),
        rejection.reason().answer(rejection.endpoint()).status(),
        rejection.endpoint(),
        EscapedText.inLog(container.getRemoteAddr()),
        rejection.proxy() == null ? "none" : EscapedText.inLog(rejection.proxy().name()),
        rejection.proxy() == null || rejection.proxy().profile() == null
            ? "none"
            : rejection.proxy().profile(),
        EscapedText.inLog(container.getRequestId()),
        EscapedText.inLog(rejection.detail()));
  }

  /** Logs a defect with its stack trace, and returns the rejection in which it ends. */
  static Decision.Rejected defect(Throwable failure) {
    LOG.error("reason={}", Reason.INTERNAL_ERROR.code(), new Defect(failure));
    return new Rejection(Reason.INTERNAL_ERROR, failure.getClass().getName(), EndpointKind.PLAIN);
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
