package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.log.OperatorLog;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The operator's log: one line for each rejected request, with every value escaped and bounded.
 * Repeated lines are counted. No line contains a certificate or a credential.
 */
public final class RejectionLog {

  /** Operators configure it by this name, whichever adapter rejects. */
  private static final Logger LOG =
      LoggerFactory.getLogger("io.github.proxymtls.servlet.ProxyMtlsFilter");

  private final OperatorLog log;
  private final LogFolding folding;

  public RejectionLog(OperatorLog log) {
    this.log = log;
    this.folding =
        new LogFolding(() -> TimeUnit.NANOSECONDS.toMinutes(System.nanoTime()), this::folded);
  }

  /** Logs a request that is rejected or, in report-only mode, would be. */
  void rejected(DecidedRequest request, Decision.Rejected rejection) {
    LogFolding.Line line = next(rejection.reason(), request);
    if (line == LogFolding.Line.COUNTED) {
      return;
    }
    log.write(
        Level.WARN,
        LOG,
        "{} reason={} status={} {} path-kind={} {} {} detail={}{}",
        request.enforced() ? "rejected" : "would-reject",
        rejection.reason().code(),
        rejection.reason().answer(rejection.endpoint()).status(),
        line(request),
        rejection.endpoint(),
        sender(request),
        certificate(rejection.certificate()),
        EscapedText.inLog(rejection.detail()),
        repeats(line));
  }

  /** Logs what is wrong with a request that continues without a certificate. */
  void warned(DecidedRequest request, Refusal warning) {
    LogFolding.Line line = next(warning.reason(), request);
    if (line != LogFolding.Line.COUNTED) {
      log.write(
          Level.WARN,
          LOG,
          "anonymous reason={} {} {} detail={}{}",
          warning.reason().code(),
          line(request),
          sender(request),
          EscapedText.inLog(warning.detail()),
          repeats(line));
    }
  }

  /** Logs the numbers of the lines that were not written. */
  void flush() {
    folding.flush();
  }

  private LogFolding.Line next(Reason reason, DecidedRequest request) {
    PresentedCertificate presented = request.certificate();
    return folding.next(
        new LogFolding.Key(
            reason,
            profile(request),
            request.remoteAddress(),
            presented == null ? null : presented.thumbprint()));
  }

  private static String repeats(LogFolding.Line line) {
    return line == LogFolding.Line.LAST ? " repeats=counted-until-the-minute-ends" : "";
  }

  private void folded(LogFolding.Folded folded) {
    LogFolding.Key key = folded.key();
    log.write(
        Level.WARN,
        LOG,
        "folded reason={} count={} {}",
        folded.reason().code(),
        folded.count(),
        key == null
            ? "by=reason"
            : "profile="
                + (key.profile() == null ? "none" : key.profile())
                + " peer="
                + EscapedText.inLog(key.peer())
                + " thumbprint="
                + EscapedText.inLog(key.thumbprint()));
  }

  /** Logs a defect with its stack trace. */
  void defect(DecidedRequest request, Throwable failure) {
    if (next(Reason.INTERNAL_ERROR, request) == LogFolding.Line.COUNTED) {
      return;
    }
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
    return new Refusal(Reason.INTERNAL_ERROR, failure.getClass().getName())
        .at(EndpointKind.PLAIN, null);
  }

  private static String line(DecidedRequest request) {
    return "method="
        + EscapedText.inLog(request.method())
        + " path="
        + EscapedText.inLog(request.path());
  }

  private static @Nullable String profile(DecidedRequest request) {
    ProxyIdentity proxy = request.decision().proxy();
    return proxy == null ? null : proxy.profile();
  }

  private static String sender(DecidedRequest request) {
    ProxyIdentity proxy = request.decision().proxy();
    String profile = profile(request);
    return "peer="
        + EscapedText.inLog(request.remoteAddress())
        + " proxy="
        + (proxy == null ? "none" : EscapedText.inLog(proxy.name()))
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
