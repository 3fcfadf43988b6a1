package io.github.proxymtls.internal.revocation.ocsp;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Asks responders, on threads of their hosts. */
public final class OcspLookUp {

  private final OcspResponders responders;
  private final HostExecutor executor;
  private final HostExecutor background;
  private final Clock clock;
  private final AtomicInteger recoveries = new AtomicInteger();

  /**
   * Makes one.
   *
   * @param executor for what requests wait for
   * @param background for what they do not; may refuse sooner
   */
  public OcspLookUp(
      OcspResponders responders, HostExecutor executor, HostExecutor background, Clock clock) {
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
   * @param answered is told once, at once where nobody is asked, else on another thread
   * @param refused is told instead, at once, why nobody can be asked
   */
  void about(OcspSubject subject, Consumer<OcspState> answered, Consumer<String> refused) {
    begin(executor, subject, answered, refused);
  }

  /** The same in the background. */
  void again(OcspSubject subject, Consumer<OcspState> answered, Consumer<String> refused) {
    begin(background, subject, answered, refused);
  }

  private void begin(
      HostExecutor threads,
      OcspSubject subject,
      Consumer<OcspState> answered,
      Consumer<String> refused) {
    int before = recoveries();
    new OcspRound(
            subject,
            threads,
            answer -> answered.accept(OcspState.of(answer, now(), before)),
            refused)
        .begin(responders);
  }

  /** Begins to ask those again that were silent long enough. */
  void probe(Instant now) {
    for (OcspHost host : responders.hosts()) {
      host.due(now).forEach(this::probe);
    }
  }

  private void probe(OcspResponder responder, OcspSubject subject) {
    try {
      background.execute(
          responder.host(),
          () -> {
            if (responder.probe(subject)) {
              recoveries.incrementAndGet();
            }
          });
    } catch (RejectedExecutionException busy) {
      // It is due again after another pause.
    }
  }
}
