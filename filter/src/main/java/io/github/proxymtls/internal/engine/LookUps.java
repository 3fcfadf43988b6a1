package io.github.proxymtls.internal.engine;

import io.github.proxymtls.LookUp;
import io.github.proxymtls.Problem;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.internal.fetch.LookUpWatch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Remembers which look-ups failed last, for the health of the engine, and reports each to the
 * listeners. It remembers no URL that a client's registration or certificate names.
 */
final class LookUps implements LookUpWatch {

  private record Target(LookUp kind, String name) {}

  private final ConcurrentMap<Target, Boolean> failing = new ConcurrentHashMap<>();
  private final ProxyMtlsListener listener;

  LookUps(ProxyMtlsListener listener) {
    this.listener = listener;
  }

  @Override
  public void done(LookUp kind, String target, boolean answered, long nanos) {
    Target remembered = new Target(kind, isConfigured(kind) ? target : label(kind));
    if (answered) {
      failing.remove(remembered);
    } else {
      failing.put(remembered, true);
    }
    listener.lookedUp(kind, answered, Duration.ofNanos(nanos));
  }

  /** Returns a problem for each source whose last look-up failed. */
  List<Problem> problems() {
    return failing.keySet().stream()
        .map(
            target ->
                new Problem(
                    "unavailable",
                    "the last look-up of " + label(target.kind()) + " failed",
                    target.name(),
                    "see the log, and check the source"))
        .toList();
  }

  private static boolean isConfigured(LookUp kind) {
    return kind != LookUp.OCSP && kind != LookUp.CLIENT_KEYS;
  }

  private static String label(LookUp kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
