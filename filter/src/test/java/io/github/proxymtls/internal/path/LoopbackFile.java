package io.github.proxymtls.internal.path;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on the loopback address with a single file. It counts the requests. */
public final class LoopbackFile implements AutoCloseable {

  private final HttpServer server;
  private final AtomicInteger fetched = new AtomicInteger();
  private final String mediaType;
  private volatile byte[] content = new byte[0];

  private LoopbackFile(HttpServer server, String mediaType) {
    this.server = server;
    this.mediaType = mediaType;
  }

  /** Starts the server without a file. */
  public static LoopbackFile start() throws IOException {
    return start("application/pkix-crl");
  }

  /** Starts the server for a file with another media type. */
  public static LoopbackFile start(String mediaType) throws IOException {
    LoopbackFile file =
        new LoopbackFile(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            mediaType);
    file.server.createContext("/", file::handle);
    file.server.start();
    return file;
  }

  /** Returns the URL of the file. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/clients.crl");
  }

  /** Sets the content of the file. Without octets the server responds with 404. */
  public void set(byte[] octets) {
    content = octets.clone();
  }

  /** Returns the number of requests. */
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
