package io.github.proxymtls.it.matrix;

import com.sun.net.httpserver.HttpServer;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A CRL on the loopback address that counts how often it is fetched. */
final class CrlServer implements AutoCloseable {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final byte[] NONE = {};

  private final HttpServer server;
  private final AtomicReference<byte[]> list = new AtomicReference<>(NONE);
  private final AtomicInteger fetched = new AtomicInteger();

  private CrlServer(HttpServer server) {
    this.server = server;
  }

  /** Starts its server, without a CRL. */
  static CrlServer start() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    CrlServer list = new CrlServer(HttpServer.create(new InetSocketAddress(loopback, 0), 0));
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

  /** Publishes a CRL of the certificate's issuer that lists this certificate. */
  void revoke(Pki.Authority issuer, Pki.Held held) {
    list.set(issuer.crl().revoke(held).der());
  }

  /** Returns how often the CRL was fetched. */
  int fetched() {
    return fetched.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
