package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.path.RevocationMethod;
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

  private static final int MOST_PROBES = 4;

  private final String name;
  private final Clock clock;
  private final AtomicReference<@Nullable Silence> silence = new AtomicReference<>();

  OcspHost(String name, Clock clock) {
    this.name = name;
    this.clock = clock;
  }

  /** The time of the next probe, and the look-ups that were skipped, which the probe repeats. */
  private static final class Silence {

    private final Instant probe;
    private final Map<OcspResponder, OcspSubject> missed = new LinkedHashMap<>();

    Silence(Instant probe) {
      this.probe = probe;
    }

    /**
     * Keeps the latest look-ups, so that no set of responders can prevent the probe of another one.
     */
    synchronized void miss(OcspResponder responder, OcspSubject subject) {
      missed.remove(responder);
      if (missed.size() == MOST_PROBES) {
        missed.remove(missed.keySet().iterator().next());
      }
      missed.put(responder, subject);
    }

    synchronized Map<OcspResponder, OcspSubject> missed() {
      return new LinkedHashMap<>(missed);
    }
  }

  /** Returns the name in lower case. */
  String name() {
    return name;
  }

  /** Returns true if the host is suspended. A probe may then repeat this look-up. */
  boolean isSilentFor(OcspResponder responder, OcspSubject subject) {
    Silence now = silence.get();
    if (now == null) {
      return false;
    }
    now.miss(responder, subject);
    return true;
  }

  /** Suspends the host because one of its responders hung. */
  void hung() {
    silence.compareAndSet(null, paused());
  }

  /** Resumes the host because one of its responders answered a probe. */
  void recovered() {
    silence.set(null);
  }

  /**
   * Returns the look-ups for a probe, once each time that a probe is due, otherwise empty. If no
   * look-up was skipped, the host is resumed without a probe.
   */
  Map<OcspResponder, OcspSubject> due(Instant now) {
    Silence last = silence.get();
    if (last == null || now.isBefore(last.probe)) {
      return Map.of();
    }
    Map<OcspResponder, OcspSubject> missed = last.missed();
    return silence.compareAndSet(last, missed.isEmpty() ? null : paused()) ? missed : Map.of();
  }

  private Silence paused() {
    return new Silence(clock.instant().plus(RevocationMethod.PAUSE));
  }
}
