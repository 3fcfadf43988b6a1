package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Sends a request to the responders of one certificate in turn until one gives a usable answer.
 * Each request runs on a thread of the responder's host. Responders at suspended hosts are skipped.
 * One instance serves one look-up and is used by one thread at a time.
 */
final class OcspFailover {

  private final OcspSubject subject;
  private final HostExecutor threads;
  private final Consumer<RevocationAnswer> answered;
  private final Consumer<String> refused;
  private Iterator<OcspResponder> left = List.<OcspResponder>of().iterator();
  private Unusable failure = new Unusable("no allowed OCSP responder", true);
  private boolean busy;
  private boolean asked;

  /**
   * Creates a look-up.
   *
   * @param answered receives the answer once
   * @param refused receives a reason instead if no thread is available and no request was sent
   */
  OcspFailover(
      OcspSubject subject,
      HostExecutor threads,
      Consumer<RevocationAnswer> answered,
      Consumer<String> refused) {
    this.subject = subject;
    this.threads = threads;
    this.answered = answered;
    this.refused = refused;
  }

  /** Starts without waiting. */
  void begin(OcspResponders responders) {
    try {
      left = responders.find(subject.certificate()).iterator();
    } catch (RuntimeException | Error e) {
      note(notAsked(e));
    }
    next();
  }

  private static Unusable notAsked(Throwable e) {
    // Every exception becomes an answer, because a caller waits for one.
    return new Unusable("the OCSP look-up failed: " + e.getClass().getName(), false);
  }

  private void next() {
    while (left.hasNext()) {
      OcspResponder responder = left.next();
      Unusable suspension = responder.suspension(subject);
      if (suspension != null) {
        note(suspension);
      } else if (isBegun(responder)) {
        return;
      }
    }
    end();
  }

  private boolean isBegun(OcspResponder responder) {
    try {
      threads.execute(responder.host(), () -> ask(responder));
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // The JDK throws OutOfMemoryError if it cannot create a thread.
      busy = true;
      return false;
    }
  }

  private void ask(OcspResponder responder) {
    asked = true;
    RevocationAnswer answer = answer(responder);
    if (answer instanceof Unusable unusable) {
      note(unusable);
      next();
    } else {
      answered.accept(answer);
    }
  }

  private RevocationAnswer answer(OcspResponder responder) {
    try {
      return responder.about(subject);
    } catch (RuntimeException | Error e) {
      return notAsked(e);
    }
  }

  /** Counts as unavailable only if all answers are unavailable. */
  private void note(Unusable unusable) {
    failure = new Unusable(unusable.detail(), failure.unavailable() && unusable.unavailable());
  }

  private void end() {
    if (busy && !asked) {
      refused.accept("too many concurrent look-ups");
    } else {
      answered.accept(failure);
    }
  }
}
