package io.github.proxymtls.trust;

import io.github.proxymtls.fetch.FetchRequest;
import io.github.proxymtls.fetch.Fetcher;
import io.github.proxymtls.trust.RevocationAnswer.Unusable;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One OCSP responder (RFC 6960 appendix A).
 *
 * <h2>One that hangs is left alone</h2>
 *
 * Where it took a request's time and gave nothing, nobody asks it until a probe in the background
 * had an answer. One that fails at once costs nobody anything, and is asked on: what it says of one
 * certificate must not silence it about others.
 */
final class OcspResponder {

  private static final Set<String> RESPONSE = Set.of("application/ocsp-response");
  private static final Map<String, String> REQUEST =
      Map.of("Content-Type", "application/ocsp-request");
  private static final int MAXIMUM_SIZE = 64 * 1024;

  /** What was not answered, and when that is asked again. */
  private record Silence(OcspSubject subject, Instant probe) {}

  private final URI uri;
  private final Fetcher fetcher;
  private final Duration slow;
  private final Clock clock;
  private volatile @Nullable Silence silence;
  private volatile boolean missed;

  /**
   * Makes one.
   *
   * @param slow a failure that takes so long is a silence
   */
  OcspResponder(URI uri, Fetcher fetcher, Duration slow, Clock clock) {
    this.uri = uri;
    this.fetcher = fetcher;
    this.slow = slow;
    this.clock = clock;
  }

  /** Asks, unless it is silent. */
  RevocationAnswer about(OcspSubject subject) {
    if (silence != null) {
      missed = true;
      return new Unusable(Fetcher.shown(uri) + " gives no answers at present", true);
    }
    return ask(subject);
  }

  /**
   * What to probe it with, once each time that is due; null where it is not. One that nobody missed
   * is not probed, but asked again by whoever needs it next.
   */
  @Nullable OcspSubject due(Instant now) {
    Silence last = silence;
    if (last == null || now.isBefore(last.probe())) {
      return null;
    }
    silence = missed ? paused(last.subject()) : null;
    boolean probed = missed;
    missed = false;
    return probed ? last.subject() : null;
  }

  /** Asks though it is silent; true where it is no more. */
  boolean probe(OcspSubject subject) {
    var unused = ask(subject);
    return silence == null;
  }

  private RevocationAnswer ask(OcspSubject subject) {
    OcspExchange exchange = OcspExchange.about(subject.certificate(), subject.issuer());
    FetchRequest request =
        FetchRequest.get(uri, RESPONSE, MAXIMUM_SIZE).post(REQUEST, exchange.request());
    long begin = System.nanoTime();
    try {
      byte[] response = fetcher.fetch(request);
      silence = null;
      return exchange.read(response, clock.instant());
    } catch (IOException e) {
      boolean hung = System.nanoTime() - begin >= slow.toNanos();
      silence = hung ? paused(subject) : null;
      return new Unusable(Fetcher.shown(uri) + ": " + e.getMessage(), true);
    }
  }

  private Silence paused(OcspSubject subject) {
    return new Silence(subject, clock.instant().plus(RevocationMethod.PAUSE));
  }
}
