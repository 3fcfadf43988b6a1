package io.github.proxymtls.internal.path;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** A file at a URL of the loopback address, and how often somebody fetched it. */
public final class LoopbackFile implements AutoCloseable {

  private final HttpServer server;
  private final AtomicInteger fetched = new AtomicInteger();
  private final String mediaType;
  private volatile byte[] content = new byte[0];

  private LoopbackFile(HttpServer server, String mediaType) {
    this.server = server;
    this.mediaType = mediaType;
  }

  /** Starts its server; there is no file yet. */
  public static LoopbackFile start() throws IOException {
    return start("application/pkix-crl");
  }

  /** The same for a file of another media type. */
  public static LoopbackFile start(String mediaType) throws IOException {
    LoopbackFile file =
        new LoopbackFile(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            mediaType);
    file.server.createContext("/", file::handle);
    file.server.start();
    return file;
  }

  /** Its address. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/clients.crl");
  }

  /** From now on it is this; without octets: 404. */
  public void set(byte[] octets) {
    content = octets.clone();
  }

  /** How often somebody asked for it. */
  public int fetched() {
    return fetched.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] now = content;
      exchange.getResponseHeaders().set("Content-Type", mediaType);
      exchange.sendResponseHeaders(now.length == 0 ? 404 : 200, now.length == 0 ? -1 : now.length);
      exchange.getResponseBody().write(now);
    } finally {
      fetched.incrementAndGet();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
