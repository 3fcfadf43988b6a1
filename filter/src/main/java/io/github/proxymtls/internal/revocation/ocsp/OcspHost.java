package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A host of OCSP responders. It is suspended after one of them hung. Thread-safe.
 *
 * <h2>No requests are sent to a host that hangs</h2>
 *
 * <p>After a responder used up the time of a request without a response, its host is suspended
 * until a background probe gets a response. A responder that did not hang in its last request is
 * still used, so that certificates cannot suspend it by naming other responders at its host.
 */
final class OcspHost {

  private static final int MAX_PROBES = 4;

  private final String name;
  private final Clock clock;
  private final AtomicReference<@Nullable Suspension> suspension = new AtomicReference<>();

  OcspHost(String name, Clock clock) {
    this.name = name;
    this.clock = clock;
  }

  /** The time of the next probe, and the look-ups that were skipped, which the probe repeats. */
  private static final class Suspension {

    private final Instant probe;
    private final Map<OcspResponder, OcspSubject> skipped = new LinkedHashMap<>();

    Suspension(Instant probe) {
      this.probe = probe;
    }

    /**
     * Keeps the latest look-ups, so that no set of responders can prevent the probe of another one.
     */
    synchronized void skip(OcspResponder responder, OcspSubject subject) {
      skipped.remove(responder);
      if (skipped.size() == MAX_PROBES) {
        skipped.remove(skipped.keySet().iterator().next());
      }
      skipped.put(responder, subject);
    }

    synchronized Map<OcspResponder, OcspSubject> skipped() {
      return new LinkedHashMap<>(skipped);
    }
  }

  /** Returns the name in lower case. */
  String name() {
    return name;
  }

  /** Returns true if the host is suspended. A probe may then repeat this look-up. */
  boolean isSuspendedFor(OcspResponder responder, OcspSubject subject) {
    Suspension now = suspension.get();
    if (now == null) {
      return false;
    }
    now.skip(responder, subject);
    return true;
  }

  /** Suspends the host because one of its responders hung. */
  void suspend() {
    suspension.compareAndSet(null, newSuspension());
  }

  /** Resumes the host because one of its responders answered a probe. */
  void resume() {
    suspension.set(null);
  }

  /**
   * Returns the look-ups for a probe, once each time that a probe is due, otherwise empty. If no
   * look-up was skipped, the host is resumed without a probe.
   */
  Map<OcspResponder, OcspSubject> due(Instant now) {
    Suspension last = suspension.get();
    if (last == null || now.isBefore(last.probe)) {
      return Map.of();
    }
    Map<OcspResponder, OcspSubject> skipped = last.skipped();
    return suspension.compareAndSet(last, skipped.isEmpty() ? null : newSuspension())
        ? skipped
        : Map.of();
  }

  private Suspension newSuspension() {
    return new Suspension(clock.instant().plus(RevocationMethod.PAUSE));
  }
}
