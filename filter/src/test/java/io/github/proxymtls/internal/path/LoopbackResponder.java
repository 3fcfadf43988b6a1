package io.github.proxymtls.internal.path;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.jspecify.annotations.Nullable;

/**
 * An OCSP responder on the loopback address with configurable behaviour. It counts the requests.
 */
public final class LoopbackResponder implements AutoCloseable {

  /** The kinds of responses. */
  public enum Manner {
    GOOD,
    REVOKED,
    UNKNOWN,
    /** Octets that are not an OCSP response. */
    MALFORMED,
    /** A good answer about another certificate. */
    ANOTHER,
    /** A good answer signed by someone else. */
    WRONG_KEY,
    /** A good answer of yesterday. */
    STALE,
    /** A good answer as text/html. */
    WRONG_TYPE,
    /** Status 500. */
    BROKEN,
    /** A redirect to itself. */
    REDIRECT,
    /** No response until it is released. */
    HANG
  }

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });
  private final Pki.Authority issuer;
  private final Pki.Held unrelated;
  private final Clock clock;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Manner manner = Manner.GOOD;
  private volatile @Nullable Duration lifetime = Duration.ofHours(1);
  private volatile CountDownLatch released = new CountDownLatch(1);

  private LoopbackResponder(HttpServer server, Pki.Authority issuer, Clock clock) {
    this.server = server;
    this.issuer = issuer;
    this.clock = clock;
    this.unrelated = Pki.create().root("Unrelated").held();
  }

  /** Starts a responder of a CA. */
  public static LoopbackResponder start(Pki.Authority issuer, Clock clock) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    LoopbackResponder responder = new LoopbackResponder(server, issuer, clock);
    server.setExecutor(responder.threads);
    server.createContext("/", responder::handle);
    server.start();
    return responder;
  }

  /** Returns its URL. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ocsp");
  }

  /** Sets the kind of the following responses. */
  public void now(Manner next) {
    released = new CountDownLatch(1);
    manner = next;
  }

  /** Sets the lifetime of the following answers; null for no nextUpdate. */
  public void lifetime(@Nullable Duration next) {
    lifetime = next;
  }

  /** Completes the requests that hang. These and all following ones get the kind {@code next}. */
  public void release(Manner next) {
    CountDownLatch held = released;
    now(next);
    held.countDown();
  }

  /** Returns the number of requests. */
  public int asked() {
    return asked.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      OCSPReq request = new OCSPReq(exchange.getRequestBody().readAllBytes());
      Manner current = manner;
      if (current == Manner.HANG) {
        released.await();
        current = manner;
      }
      write(exchange, current, request.getRequestList()[0].getCertID().getSerialNumber());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void write(HttpExchange exchange, Manner current, BigInteger serial) throws Exception {
    int status = current == Manner.BROKEN ? 500 : current == Manner.REDIRECT ? 302 : 200;
    byte[] body =
        current == Manner.MALFORMED
            ? "no answer".getBytes(StandardCharsets.US_ASCII)
            : answer(current, serial);
    String type = current == Manner.WRONG_TYPE ? "text/html" : "application/ocsp-response";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Location", uri().toString());
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private byte[] answer(Manner current, BigInteger serial) throws Exception {
    OcspAnswer answer =
        new OcspAnswer(current == Manner.WRONG_KEY ? unrelated : issuer.held(), clock.instant());
    Duration age = current == Manner.STALE ? Duration.ofDays(1) : Duration.ZERO;
    answer
        .named(issuer.certificate())
        .dated(clock.instant().minus(age), lifetime)
        .status(status(current));
    return answer
        .about(
            current == Manner.ANOTHER ? serial.add(BigInteger.ONE) : serial, issuer.certificate())
        .der();
  }

  private CertificateStatus status(Manner current) {
    return switch (current) {
      case REVOKED -> new RevokedStatus(Date.from(clock.instant()), CRLReason.keyCompromise);
      case UNKNOWN -> new UnknownStatus();
      default -> CertificateStatus.GOOD;
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
