package io.github.proxymtls.samples.server;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The filter in front of a small application, on the loopback address.
 *
 * <ul>
 *   <li>{@code /whoami}, any method and sub-path: what the application sees of the client
 *   <li>{@code /oauth2/token}: issues a token that is bound to the client's certificate
 *   <li>{@code /api/resource}: the same response, for a resource that requires such a token
 *   <li>{@code /health}: {@code ok}
 * </ul>
 */
public final class ReferenceServer implements AutoCloseable {

  private final ProxyMtls engine;
  private final RunningContainer container;
  private final String scheme;

  private ReferenceServer(ProxyMtls engine, RunningContainer container, String scheme) {
    this.engine = engine;
    this.container = container;
    this.scheme = scheme;
  }

  /**
   * Starts a server. Tokens are verified with the server's own keys, unless the configuration names
   * other keys or an introspection endpoint.
   *
   * @param configuration the properties file of the filter
   * @param port the port, or 0 for a free one
   * @param tls null for plain HTTP
   * @throws io.github.proxymtls.ConfigurationException if the filter rejects the configuration
   * @throws IOException if the container does not start, for example because the port is in use
   */
  public static ReferenceServer start(
      Path configuration, int port, Container container, @Nullable ServerTls tls)
      throws IOException {
    return start(configuration, new Listening(port, container, tls), new ProxyMtlsListener() {});
  }

  /**
   * Where a server listens.
   *
   * @param port the port, or 0 for a free one
   * @param tls null for plain HTTP
   */
  public record Listening(int port, Container container, @Nullable ServerTls tls) {}

  /**
   * Starts a server whose engine has a listener, such as that of {@link MetricsEndpoint}.
   *
   * @throws io.github.proxymtls.ConfigurationException if the filter rejects the configuration
   * @throws IOException if the container does not start
   */
  public static ReferenceServer start(
      Path configuration, Listening where, ProxyMtlsListener listener) throws IOException {
    // The container needs about as long to load as the filter.
    FutureTask<PreparedContainer> preparing =
        new FutureTask<>(() -> where.container().prepare(where.port(), where.tls()));
    new Thread(preparing, "prepare").start();
    TokenIssuer issuer = TokenIssuer.create(Clock.systemUTC());
    ProxyMtls.Builder builder =
        ProxyMtls.builder().set("proxymtls.config", configuration.toString()).listener(listener);
    if (!TokenSettings.verificationConfigured(configuration)) {
      builder.tokenKeys(issuer.keys());
    }
    ProxyMtls engine = builder.build();
    Application application = Application.of(new ProxyMtlsFilter(engine), issuer);
    try {
      RunningContainer running = prepared(preparing).start(application);
      return new ReferenceServer(engine, running, where.tls() == null ? "http" : "https");
    } catch (IOException e) {
      engine.close();
      throw e;
    }
  }

  private static PreparedContainer prepared(FutureTask<PreparedContainer> preparing)
      throws IOException {
    try {
      return preparing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("the container cannot be created: " + e.getCause(), e);
    }
  }

  /** Returns the port on which it listens. */
  public int port() {
    return container.port();
  }

  /** Returns the base URL, such as {@code http://127.0.0.1:8080}. */
  public URI uri() {
    return URI.create(scheme + "://" + Container.LOOPBACK + ":" + port());
  }

  /** Stops the server. */
  @Override
  public void close() {
    container.close();
    engine.close();
  }
}
