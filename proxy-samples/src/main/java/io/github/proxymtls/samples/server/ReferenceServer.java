package io.github.proxymtls.samples.server;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.servlet.ProxyMtlsFilter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The filter in front of a small application, on the loopback address.
 *
 * <ul>
 *   <li>{@code /whoami}, any method and sub-path: what the application learns of its caller
 *   <li>{@code /oauth2/token}: issues a token that is bound to the client's certificate
 *   <li>{@code /api/resource}: as {@code /whoami}, for a resource where such a token is needed
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
   * Starts one. Tokens are verified with the server's own keys, unless the configuration names
   * others or an introspection endpoint.
   *
   * @param configuration the properties file of the filter
   * @param port 0 for a free one
   * @param tls null for plain HTTP
   * @throws io.github.proxymtls.ConfigurationException if the filter refuses the configuration
   * @throws IOException if the container does not start, as when the port is in use
   */
  public static ReferenceServer start(
      Path configuration, int port, Container container, @Nullable ServerTls tls)
      throws IOException {
    TokenIssuer issuer = TokenIssuer.create(Clock.systemUTC());
    ProxyMtls.Builder builder =
        ProxyMtls.builder().set("proxymtls.config", configuration.toString());
    if (!TokenSettings.verificationConfigured(configuration)) {
      builder.tokenKeys(issuer.keys());
    }
    ProxyMtls engine = builder.build();
    Application application = Application.of(new ProxyMtlsFilter(engine), issuer);
    try {
      RunningContainer running = container.start(application, port, tls);
      return new ReferenceServer(engine, running, tls == null ? "http" : "https");
    } catch (IOException e) {
      engine.close();
      throw e;
    }
  }

  /** The port that it listens on. */
  public int port() {
    return container.port();
  }

  /** Where it listens, such as {@code http://127.0.0.1:8080}. */
  public URI uri() {
    return URI.create(scheme + "://" + Container.LOOPBACK + ":" + port());
  }

  /** Stops it. */
  @Override
  public void close() {
    container.close();
    engine.close();
  }
}
