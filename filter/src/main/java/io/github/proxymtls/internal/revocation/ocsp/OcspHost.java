package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.path.RevocationMethod;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The host of OCSP responders: asked, or silent because one of them hung. Thread-safe.
 *
 * <h2>A host that hangs is left alone</h2>
 *
 * Where a responder took a request's time and gave nothing, nobody asks its host until a probe in
 * the background had an answer. Only a responder that did not hang when it was last asked is asked
 * on: certificates that name others at its host must not silence it.
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

  /** When it is probed, and with what: what was not asked since. */
  private static final class Silence {

    private final Instant probe;
    private final Map<OcspResponder, OcspSubject> missed = new LinkedHashMap<>();

    Silence(Instant probe) {
      this.probe = probe;
    }

    /** The latest count: no set of responders can keep another one from its probe. */
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

  /** In lower case. */
  String name() {
    return name;
  }

  /** True where it is silent; then a probe may ask this. */
  boolean isSilentFor(OcspResponder responder, OcspSubject subject) {
    Silence now = silence.get();
    if (now == null) {
      return false;
    }
    now.miss(responder, subject);
    return true;
  }

  /** One of its responders hung. */
  void hung() {
    silence.compareAndSet(null, paused());
  }

  /** One of its responders did not hang when it was probed. */
  void recovered() {
    silence.set(null);
  }

  /**
   * What to probe it with, once each time that is due; empty where it is not. One that nobody
   * missed is not probed, but asked again by whoever needs it next.
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
