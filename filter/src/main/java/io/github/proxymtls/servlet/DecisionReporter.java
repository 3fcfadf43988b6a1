package io.github.proxymtls.servlet;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.internal.decision.Decided;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.decision.RequestId;

/** Reports decisions to the listeners and rejections to the operator's log. */
final class DecisionReporter {

  private final ProxyMtlsListener listener;
  private final RejectionLog log;

  DecisionReporter(ProxyMtlsListener listener, RejectionLog log) {
    this.listener = listener;
    this.log = log;
  }

  /** Logs what is not logged yet. */
  void close() {
    log.flush();
  }

  /** Reports a decision, and returns it; a rejection gets the id of the request. */
  Decision report(Decision decision, ServletFacts facts, RequestId id, boolean enforced) {
    if (decision instanceof Rejection rejection) {
      return reject(rejection, facts, id, enforced);
    }
    Decided decided = new Decided(decision, enforced, facts, id);
    listener.decided(decided);
    if (decision instanceof NoClient anonymous && anonymous.warning() != null) {
      log.warned(decided, anonymous.warning());
    }
    return decision;
  }

  /** Reports a rejection, and returns it with the id of the request. */
  Decision.Rejected reject(
      Decision.Rejected rejected, ServletFacts facts, RequestId id, boolean enforced) {
    Rejection identified = ((Rejection) rejected).identified(id.of(facts, rejected.proxy()));
    Decided decided = new Decided(identified, enforced, facts, id);
    listener.decided(decided);
    log.rejected(decided, identified);
    return identified;
  }

  /** Reports a defect of this library, and returns the rejection in which it ends. */
  Decision.Rejected defect(Throwable failure, ServletFacts facts, RequestId id, boolean enforced) {
    Rejection identified = RejectionLog.defect(failure).identified(id.of(facts, null));
    Decided decided = new Decided(identified, enforced, facts, id);
    log.defect(decided, failure);
    listener.decided(decided);
    return identified;
  }
}
