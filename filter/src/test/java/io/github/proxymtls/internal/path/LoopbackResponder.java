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

/** An OCSP responder on the loopback address that does what it is told, and counts. */
public final class LoopbackResponder implements AutoCloseable {

  /** What it answers. */
  public enum Manner {
    GOOD,
    REVOKED,
    UNKNOWN,
    /** Octets that are no OCSP response. */
    GARBAGE,
    /** A good answer about a certificate that nobody asked about. */
    ANOTHER,
    /** A good answer that somebody else signed. */
    WRONG_KEY,
    /** Good, and yesterday's. */
    STALE,
    /** Good, as text/html. */
    WRONG_TYPE,
    /** Status 500. */
    BROKEN,
    /** A redirect to itself. */
    REDIRECT,
    /** Nothing, until it is released. */
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
  private final Pki.Held stranger;
  private final Clock clock;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Manner manner = Manner.GOOD;
  private volatile @Nullable Duration lifetime = Duration.ofHours(1);
  private volatile CountDownLatch released = new CountDownLatch(1);

  private LoopbackResponder(HttpServer server, Pki.Authority issuer, Clock clock) {
    this.server = server;
    this.issuer = issuer;
    this.clock = clock;
    this.stranger = Pki.create().root("Stranger").held();
  }

  /** Starts one that speaks for an authority. */
  public static LoopbackResponder start(Pki.Authority issuer, Clock clock) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    LoopbackResponder responder = new LoopbackResponder(server, issuer, clock);
    server.setExecutor(responder.threads);
    server.createContext("/", responder::handle);
    server.start();
    return responder;
  }

  /** Its address. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ocsp");
  }

  /** From now on it answers like this. */
  public void now(Manner next) {
    released = new CountDownLatch(1);
    manner = next;
  }

  /** From now on its answers hold so long; null to leave that open. */
  public void lifetime(@Nullable Duration next) {
    lifetime = next;
  }

  /** Lets those answer that hang, and all to come: as in {@code next}. */
  public void release(Manner next) {
    CountDownLatch held = released;
    now(next);
    held.countDown();
  }

  /** How often it was asked. */
  public int asked() {
    return asked.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      OCSPReq request = new OCSPReq(exchange.getRequestBody().readAllBytes());
      Manner told = manner;
      if (told == Manner.HANG) {
        released.await();
        told = manner;
      }
      write(exchange, told, request.getRequestList()[0].getCertID().getSerialNumber());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private void write(HttpExchange exchange, Manner told, BigInteger serial) throws Exception {
    int status = told == Manner.BROKEN ? 500 : told == Manner.REDIRECT ? 302 : 200;
    byte[] body =
        told == Manner.GARBAGE
            ? "no answer".getBytes(StandardCharsets.US_ASCII)
            : answer(told, serial);
    String type = told == Manner.WRONG_TYPE ? "text/html" : "application/ocsp-response";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Location", uri().toString());
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private byte[] answer(Manner told, BigInteger serial) throws Exception {
    OcspAnswer answer =
        new OcspAnswer(told == Manner.WRONG_KEY ? stranger : issuer.held(), clock.instant());
    Duration age = told == Manner.STALE ? Duration.ofDays(1) : Duration.ZERO;
    answer
        .named(issuer.certificate())
        .dated(clock.instant().minus(age), lifetime)
        .status(status(told));
    return answer
        .about(told == Manner.ANOTHER ? serial.add(BigInteger.ONE) : serial, issuer.certificate())
        .der();
  }

  private CertificateStatus status(Manner told) {
    return switch (told) {
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
