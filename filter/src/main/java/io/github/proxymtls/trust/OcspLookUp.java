package io.github.proxymtls.trust;

import io.github.proxymtls.trust.RevocationAnswer.Unusable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Asks responders, on threads of its own. */
final class OcspLookUp {

  private final OcspResponders responders;
  private final Executor executor;
  private final Executor background;
  private final Clock clock;
  private final AtomicInteger recoveries = new AtomicInteger();

  /**
   * Makes one.
   *
   * @param executor for what requests wait for
   * @param background for what they do not; may refuse sooner
   */
  OcspLookUp(OcspResponders responders, Executor executor, Executor background, Clock clock) {
    this.responders = responders;
    this.executor = executor;
    this.background = background;
    this.clock = clock;
  }

  /** How many responders answered again after they were silent. */
  int recoveries() {
    return recoveries.get();
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * Begins to ask.
   *
   * @param answered is told once, on another thread
   * @param refused is told instead, at once, why nobody is asked
   */
  void about(OcspSubject subject, Consumer<OcspState> answered, Consumer<String> refused) {
    begin(executor, subject, answered, refused);
  }

  /** The same in the background. */
  void again(OcspSubject subject, Consumer<OcspState> answered, Consumer<String> refused) {
    begin(background, subject, answered, refused);
  }

  private void begin(
      Executor threads,
      OcspSubject subject,
      Consumer<OcspState> answered,
      Consumer<String> refused) {
    try {
      threads.execute(
          () -> {
            int before = recoveries();
            answered.accept(OcspState.of(answer(subject), now(), before));
          });
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // The latter is how the platform says that there are no more threads.
      refused.accept("too many look-ups at once");
    }
  }

  /** Begins to ask those again that were silent long enough. */
  void probe(Instant now) {
    for (OcspResponder responder : responders.all()) {
      OcspSubject subject = responder.due(now);
      if (subject != null) {
        probe(responder, subject);
      }
    }
  }

  private void probe(OcspResponder responder, OcspSubject subject) {
    try {
      background.execute(
          () -> {
            if (responder.probe(subject)) {
              recoveries.incrementAndGet();
            }
          });
    } catch (RejectedExecutionException busy) {
      // It is due again after another pause.
    }
  }

  private RevocationAnswer answer(OcspSubject subject) {
    try {
      return answer(subject, responders.of(subject.certificate()));
    } catch (RuntimeException | Error e) {
      // Whatever it is, somebody waits to be told.
      return new Unusable("not asked: " + e.getClass().getName(), false);
    }
  }

  /** By the first that gives a usable answer. */
  private static RevocationAnswer answer(OcspSubject subject, List<OcspResponder> all) {
    Unusable lack = new Unusable("no OCSP responder that may be asked", true);
    boolean absent = true;
    for (OcspResponder responder : all) {
      RevocationAnswer answer = responder.about(subject);
      if (!(answer instanceof Unusable unusable)) {
        return answer;
      }
      absent &= unusable.absent();
      lack = new Unusable(unusable.detail(), absent);
    }
    return lack;
  }
}
