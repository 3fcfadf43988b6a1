package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.path.RevocationAnswer;
import io.github.proxymtls.internal.path.RevocationAnswer.Unusable;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Asks the responders of one certificate in turn, until one gives a usable answer: each on a thread
 * of its own host, and none whose host is silent. Good for one question; one thread at a time.
 */
final class OcspRound {

  private final OcspSubject subject;
  private final HostExecutor threads;
  private final Consumer<RevocationAnswer> answered;
  private final Consumer<String> refused;
  private Iterator<OcspResponder> left = List.<OcspResponder>of().iterator();
  private Unusable lack = new Unusable("no OCSP responder that may be asked", true);
  private boolean busy;
  private boolean asked;

  /**
   * Makes one.
   *
   * @param answered is told once
   * @param refused is told instead where no thread can be had, and nobody was asked
   */
  OcspRound(
      OcspSubject subject,
      HostExecutor threads,
      Consumer<RevocationAnswer> answered,
      Consumer<String> refused) {
    this.subject = subject;
    this.threads = threads;
    this.answered = answered;
    this.refused = refused;
  }

  /** Begins; does not wait. */
  void begin(OcspResponders responders) {
    try {
      left = responders.of(subject.certificate()).iterator();
    } catch (RuntimeException | Error e) {
      note(notAsked(e));
    }
    next();
  }

  private static Unusable notAsked(Throwable e) {
    // Whatever it is, somebody waits to be told.
    return new Unusable("not asked: " + e.getClass().getName(), false);
  }

  private void next() {
    while (left.hasNext()) {
      OcspResponder responder = left.next();
      Unusable silence = responder.silence(subject);
      if (silence != null) {
        note(silence);
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
      // The latter is how the platform says that there are no more threads.
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

  /** What is wrong with one answer is not made good by the lack of another. */
  private void note(Unusable unusable) {
    lack = new Unusable(unusable.detail(), lack.absent() && unusable.absent());
  }

  private void end() {
    if (busy && !asked) {
      refused.accept("too many look-ups at once");
    } else {
      answered.accept(lack);
    }
  }
}
