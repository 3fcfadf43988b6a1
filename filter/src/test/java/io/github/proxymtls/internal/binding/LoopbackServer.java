package io.github.proxymtls.internal.binding;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback address that answers as a test specifies and counts the requests. */
public final class LoopbackServer implements AutoCloseable {

  /** Handles a request. */
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Answer answer;

  private LoopbackServer(HttpServer server, Answer answer) {
    this.server = server;
    this.answer = answer;
  }

  /** Starts a server that gives this answer. */
  public static LoopbackServer start(Answer answer) throws IOException {
    LoopbackServer started =
        new LoopbackServer(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
            answer);
    started.server.setExecutor(started.threads);
    started.server.createContext(
        "/",
        exchange -> {
          started.requests.incrementAndGet();
          try (exchange) {
            started.answer.to(exchange);
          }
        });
    started.server.start();
    return started;
  }

  /** Gives this answer from now on. */
  public void answer(Answer next) {
    answer = next;
  }

  /** Returns the number of requests. */
  public AtomicInteger requests() {
    return requests;
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** A body of some media type. */
  public static Answer body(int status, String type, String body) {
    return exchange -> {
      byte[] octets = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
      exchange.getResponseBody().write(octets);
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
