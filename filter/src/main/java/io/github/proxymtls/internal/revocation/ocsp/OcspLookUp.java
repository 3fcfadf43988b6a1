package io.github.proxymtls.internal.revocation.ocsp;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Sends requests to responders on the threads of their hosts. */
public final class OcspLookUp {

  private final OcspResponders responders;
  private final HostExecutor executor;
  private final HostExecutor background;
  private final Clock clock;
  private final AtomicInteger recoveries = new AtomicInteger();

  /**
   * Creates an instance.
   *
   * @param executor runs look-ups that requests wait for
   * @param background runs other look-ups; may reject them sooner
   */
  public OcspLookUp(
      OcspResponders responders, HostExecutor executor, HostExecutor background, Clock clock) {
    this.responders = responders;
    this.executor = executor;
    this.background = background;
    this.clock = clock;
  }

  /** Returns how many responders answered a probe of a suspended host. */
  int recoveries() {
    return recoveries.get();
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * Starts a look-up.
   *
   * @param answered receives the answer once: immediately if no request is sent, otherwise on
   *     another thread
   * @param refused receives instead, immediately, the reason why no look-up can be started
   */
  void about(OcspSubject subject, Consumer<OcspState> answered, Consumer<String> refused) {
    begin(executor, subject, answered, refused);
  }

  /** Starts a look-up that no request waits for. */
  void again(OcspSubject subject, Consumer<OcspState> answered, Consumer<String> refused) {
    begin(background, subject, answered, refused);
  }

  private void begin(
      HostExecutor threads,
      OcspSubject subject,
      Consumer<OcspState> answered,
      Consumer<String> refused) {
    int before = recoveries();
    new OcspFailover(
            subject,
            threads,
            answer -> answered.accept(OcspState.of(answer, now(), before)),
            refused)
        .begin(responders);
  }

  /** Starts the probes that are due. */
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
      // The next probe is due after another pause.
    }
  }
}
