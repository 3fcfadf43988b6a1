package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.files.KeyStores;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A small TLS-terminating reverse proxy that forwards the client certificate as NGINX does, so that
 * the demo needs no other program. For demonstrations, not for production.
 */
final class EmbeddedProxy implements Proxy {

  private static final int HEADER_BYTES = 64 * 1024;

  private final Server server;
  private final ServerConnector verified;
  private final ServerConnector anyCertificate;

  private EmbeddedProxy(ProxySetup setup) throws IOException, GeneralSecurityException {
    ClientTrust trust = ClientTrust.read(setup.file(ProxySetup.CLIENT_CA));
    KeyStore identity =
        KeyStores.identity(
            setup.file(ProxySetup.SERVER_CERTIFICATE), setup.file(ProxySetup.SERVER_KEY));
    this.server = new Server();
    SslContextFactory.Server strict = tls(identity, trust.manager());
    strict.setNeedClientAuth(true);
    this.verified = connector(strict);
    SslContextFactory.Server lenient = tls(identity, new AnyClientTrustManager());
    lenient.setWantClientAuth(true);
    this.anyCertificate = connector(lenient);
    server.setHandler(new CertificateForwarder(setup, trust));
  }

  static EmbeddedProxy start(ProxySetup setup) throws IOException {
    try {
      EmbeddedProxy proxy = new EmbeddedProxy(setup);
      proxy.server.start();
      return proxy;
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the embedded proxy does not start: " + e.getMessage(), e);
    }
  }

  private static SslContextFactory.Server tls(KeyStore identity, TrustManager clients)
      throws GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(identity, KeyStores.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[] {clients}, null);
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(context);
    return factory;
  }

  private ServerConnector connector(SslContextFactory.Server tls) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(HEADER_BYTES);
    configuration.setSendServerVersion(false);
    // The filter checks the path.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    ServerConnector connector =
        new ServerConnector(server, new SslConnectionFactory(tls, http.getProtocol()), http);
    connector.setHost(Ports.LOOPBACK);
    server.addConnector(connector);
    return connector;
  }

  @Override
  public int port(Listener listener) {
    return (listener == Listener.VERIFIED ? verified : anyCertificate).getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the embedded proxy does not stop", e);
    }
  }
}
