package io.github.proxymtls.samples.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.micrometer.ProxyMtlsMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * The filter's meters in Prometheus' text format at {@code /metrics}. It has a port of its own on
 * the loopback address, because the proxy must not forward it.
 */
public final class MetricsEndpoint implements AutoCloseable {

  private static final String PATH = "/metrics";
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ProxyMtlsListener meters = new ProxyMtlsMeters(registry);
  private final HttpServer server;

  private MetricsEndpoint(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts the endpoint.
   *
   * @param port the port, or 0 for a free one
   * @throws IOException if the port is in use
   */
  public static MetricsEndpoint start(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    MetricsEndpoint endpoint = new MetricsEndpoint(server);
    server.createContext(PATH, endpoint::answer);
    server.start();
    return endpoint;
  }

  /** Returns the listener to give to the engine. */
  public ProxyMtlsListener meters() {
    return meters;
  }

  /** Returns the URL. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = registry.scrape().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", TYPE);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
