package io.github.proxymtls.it.matrix;

import com.sun.net.httpserver.HttpServer;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A revocation list on the loopback address, and how often somebody fetched it. */
final class RevocationList implements AutoCloseable {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final byte[] NONE = {};

  private final HttpServer server;
  private final AtomicReference<byte[]> list = new AtomicReference<>(NONE);
  private final AtomicInteger fetched = new AtomicInteger();

  private RevocationList(HttpServer server) {
    this.server = server;
  }

  /** Starts its server; there is no list yet. */
  static RevocationList start() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    RevocationList list =
        new RevocationList(HttpServer.create(new InetSocketAddress(loopback, 0), 0));
    list.server.createContext(
        "/",
        exchange -> {
          list.fetched.incrementAndGet();
          byte[] crl = list.list.get();
          exchange.sendResponseHeaders(crl.length == 0 ? NOT_FOUND : OK, crl.length);
          exchange.getResponseBody().write(crl);
          exchange.close();
        });
    list.server.start();
    return list;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/clients.crl");
  }

  /** Puts a certificate on the list of its issuer, which was empty. */
  void revoke(Pki.Authority issuer, Pki.Held held) throws IOException {
    Instant now = Instant.now();
    X509v2CRLBuilder crl = new JcaX509v2CRLBuilder(issuer.certificate(), Date.from(now));
    crl.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
    crl.addCRLEntry(held.certificate().getSerialNumber(), Date.from(now), CRLReason.keyCompromise);
    try {
      list.set(
          crl.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.privateKey()))
              .getEncoded());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How often somebody asked for it. */
  int fetched() {
    return fetched.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
