package io.github.proxymtls.samples.server;

import io.github.proxymtls.samples.files.KeyStores;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Jetty on the loopback address, with HTTP/1.1, and with HTTP/2 over TLS. */
final class JettyContainer implements RunningContainer {

  /** The filter answers ambiguous paths; Jetty answers paths that it cannot decode. */
  private static final UriCompliance AMBIGUOUS_PATHS =
      new UriCompliance(
          "ambiguous paths",
          EnumSet.of(
              Violation.AMBIGUOUS_PATH_SEGMENT,
              Violation.AMBIGUOUS_EMPTY_SEGMENT,
              Violation.AMBIGUOUS_PATH_SEPARATOR,
              Violation.AMBIGUOUS_PATH_PARAMETER,
              Violation.AMBIGUOUS_PATH_ENCODING,
              Violation.SUSPICIOUS_PATH_CHARACTERS,
              Violation.ILLEGAL_PATH_CHARACTERS));

  private final Server server;
  private final int port;

  private JettyContainer(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  static PreparedContainer prepare(int port, @Nullable ServerTls tls) {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, factories(tls));
    connector.setHost(Container.LOOPBACK);
    connector.setPort(port);
    server.addConnector(connector);
    server.setErrorHandler(new JettyErrors());
    ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    context.setErrorHandler(new JettyErrors());
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    server.setHandler(context);
    return application -> {
      declare(application, context);
      return start(server, connector);
    };
  }

  private static JettyContainer start(Server server, ServerConnector connector) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      stop(server);
      throw new IOException("Jetty does not start: " + e.getMessage(), e);
    }
    return new JettyContainer(server, connector.getLocalPort());
  }

  private static void declare(Application application, ServletContextHandler context) {
    FilterHolder filter = new FilterHolder(application.filter());
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
    application
        .servlets()
        .forEach((pattern, servlet) -> context.addServlet(new ServletHolder(servlet), pattern));
  }

  private static ConnectionFactory[] factories(@Nullable ServerTls tls) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(Container.HEADER_BYTES);
    configuration.setUriCompliance(AMBIGUOUS_PATHS);
    configuration.setSendServerVersion(false);
    HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
    if (tls == null) {
      return new ConnectionFactory[] {http1};
    }
    // The proxy forwards the host name that its client requested.
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    return new ConnectionFactory[] {
      new SslConnectionFactory(contextFactory(tls), alpn.getProtocol()),
      alpn,
      new HTTP2ServerConnectionFactory(configuration),
      http1
    };
  }

  private static SslContextFactory.Server contextFactory(ServerTls tls) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStore(tls.identity());
    factory.setKeyManagerPassword(KeyStores.PASSWORD);
    if (tls.clientAuthorities() != null) {
      factory.setTrustStore(tls.clientAuthorities());
      factory.setWantClientAuth(true);
    }
    return factory;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty does not stop", e);
    }
  }
}
