package io.github.proxymtls.internal.adapter;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.Decided;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.decision.RequestId;
import org.jspecify.annotations.Nullable;

/** Reports decisions to the listeners, and what is wrong to the operator's log. */
public final class DecisionReporter {

  private final ProxyMtlsListener listener;
  private final @Nullable RejectionLog log;

  /**
   * @param log null to log nothing
   */
  public DecisionReporter(ProxyMtlsListener listener, @Nullable RejectionLog log) {
    this.listener = listener;
    this.log = log;
  }

  /** Logs what is not logged yet. */
  public void flush() {
    if (log != null) {
      log.flush();
    }
  }

  /** Reports a decision, and returns it; a rejection gets the id of the request. */
  Decision report(Decision decision, RequestFacts facts, RequestId id, boolean enforced) {
    if (decision instanceof Rejection rejection) {
      return reject(rejection, facts, id, enforced);
    }
    Decided decided = new Decided(decision, enforced, facts, id);
    listener.decided(decided);
    if (log != null && decision instanceof NoClient anonymous && anonymous.warning() != null) {
      log.warned(decided, anonymous.warning());
    }
    return decision;
  }

  /** Reports a rejection, and returns it with the id of the request. */
  Decision.Rejected reject(
      Decision.Rejected rejected, RequestFacts facts, RequestId id, boolean enforced) {
    Rejection identified = ((Rejection) rejected).identified(id.determine(facts, rejected.proxy()));
    Decided decided = new Decided(identified, enforced, facts, id);
    listener.decided(decided);
    if (log != null) {
      log.rejected(decided, identified);
    }
    return identified;
  }

  /** Reports a defect of this library, and returns the rejection in which it ends. */
  Decision.Rejected defect(Throwable failure, RequestFacts facts, RequestId id, boolean enforced) {
    Rejection identified = RejectionLog.defect(failure).identified(id.determine(facts, null));
    Decided decided = new Decided(identified, enforced, facts, id);
    if (log != null) {
      log.defect(decided, failure);
    }
    listener.decided(decided);
    return identified;
  }
}
