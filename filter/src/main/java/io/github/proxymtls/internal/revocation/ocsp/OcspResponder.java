package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.fetch.FetchRequest;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer;
import io.github.proxymtls.internal.revocation.source.RevocationAnswer.Unusable;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP responder over HTTP (RFC 6960 appendix A). It is used unless its {@link OcspHost} is
 * suspended.
 */
final class OcspResponder {

  private static final Set<String> RESPONSE = Set.of("application/ocsp-response");
  private static final Map<String, String> REQUEST =
      Map.of("Content-Type", "application/ocsp-request");
  private static final int MAXIMUM_SIZE = 64 * 1024;

  private final URI uri;
  private final OcspHost host;
  private final Fetcher fetcher;
  private final Duration slow;
  private final Clock clock;
  private volatile boolean responsive;

  /**
   * Creates a responder.
   *
   * @param access how requests are sent
   */
  OcspResponder(URI uri, OcspHost host, Access access) {
    this.uri = uri;
    this.host = host;
    this.fetcher = access.fetcher();
    this.slow = access.slow();
    this.clock = access.clock();
  }

  /**
   * How requests are sent.
   *
   * @param slow a request that fails after this time or later means that the responder hangs
   */
  record Access(Fetcher fetcher, Duration slow, Clock clock) {}

  /** Returns the name of its host. */
  String host() {
    return host.name();
  }

  /** Returns why no request is sent at present, or null. */
  @Nullable Unusable suspension(OcspSubject subject) {
    return !responsive && host.isSuspendedFor(this, subject)
        ? new Unusable(Fetcher.shown(uri) + " is suspended because its host does not respond", true)
        : null;
  }

  /** Sends a request unless the host is suspended. */
  RevocationAnswer about(OcspSubject subject) {
    Unusable suspension = suspension(subject);
    return suspension == null ? ask(subject) : suspension;
  }

  /**
   * Sends a request even though the host is suspended. Returns true if the responder did not hang.
   */
  boolean probe(OcspSubject subject) {
    var unused = ask(subject);
    if (responsive) {
      host.resume();
    }
    return responsive;
  }

  private RevocationAnswer ask(OcspSubject subject) {
    OcspExchange exchange = OcspExchange.about(subject.certificate(), subject.issuer());
    FetchRequest request =
        FetchRequest.get(uri, RESPONSE, MAXIMUM_SIZE).post(REQUEST, exchange.request());
    long begin = System.nanoTime();
    try {
      byte[] response = fetcher.fetch(request);
      responsive = true;
      return exchange.read(response, clock.instant());
    } catch (IOException e) {
      responsive = System.nanoTime() - begin < slow.toNanos();
      if (!responsive) {
        host.suspend();
      }
      return new Unusable(Fetcher.shown(uri) + ": " + e.getMessage(), true);
    }
  }
}
