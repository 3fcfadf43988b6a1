package io.github.proxymtls.samples.site;

import io.github.proxymtls.internal.proxy.RandomPassword;
import io.github.proxymtls.samples.files.TemporaryFolder;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.Proxy;
import io.github.proxymtls.samples.proxy.ProxySetup;
import io.github.proxymtls.samples.server.ReferenceServer;
import io.github.proxymtls.samples.server.ServerTls;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An application with the filter, a proxy in front of it, and the certificates of all parties. A
 * site is created in a temporary folder from the files of the proxy's sample; everything listens on
 * the loopback address.
 *
 * <pre>{@code
 * try (Site site = Site.start(SiteSettings.of(ProxyKind.NGINX).on(Container.TOMCAT))) {
 *   Reply reply = site.send(Listener.VERIFIED, site.certificates().ledger(), RawRequest.get("/whoami"));
 * }
 * }</pre>
 *
 * <p>The application terminates TLS and asks for the peer's certificate. The proxy has both a
 * certificate and a credential; {@link SiteSettings#authentication()} says which of them the filter
 * requires.
 */
public final class Site implements AutoCloseable {

  /** The user name and password with which the proxy authenticates itself to the application. */
  public static final String CREDENTIAL;

  private static final String USERS_LINE;

  static {
    RandomPassword password = RandomPassword.make();
    CREDENTIAL = "edge-1:" + password.text();
    USERS_LINE = "edge-1:" + password.hash() + "\n";
  }

  private static final String PROPERTIES = "application/proxymtls.properties";

  private final TemporaryFolder folder;
  private final SiteSettings settings;
  private final SiteCertificates certificates;
  private final ReferenceServer application;
  private final Deque<Proxy> proxies = new ArrayDeque<>();
  private boolean closed;

  private Site(TemporaryFolder folder, SiteSettings settings, SiteCertificates certificates)
      throws IOException {
    this.folder = folder;
    this.settings = settings;
    this.certificates = certificates;
    Path configuration = writeApplication();
    this.application =
        ReferenceServer.start(
            configuration,
            0,
            settings.container(),
            ServerTls.read(
                file("application/application.pem"),
                file("application/application.key"),
                file("application/proxy-ca.pem")));
  }

  /**
   * Starts the application, then the proxy.
   *
   * @throws io.github.proxymtls.ConfigurationException if the filter rejects the properties
   * @throws io.github.proxymtls.samples.proxy.MissingProgramException if the proxy is not installed
   * @throws IOException if one of them does not start
   */
  public static Site start(SiteSettings settings) throws IOException {
    return start(settings, SiteCertificates.create(Instant.now()));
  }

  /** Starts a site with existing certificates. */
  public static Site start(SiteSettings settings, SiteCertificates certificates)
      throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("proxymtls-site");
    Site site = null;
    try {
      site = new Site(folder, settings, certificates);
      site.startProxy(CREDENTIAL, site.certificates.proxy());
      return site;
    } catch (IOException | RuntimeException e) {
      if (site == null) {
        folder.close();
      } else {
        site.close();
      }
      throw e;
    }
  }

  /** Returns the certificates of the site. */
  public SiteCertificates certificates() {
    return certificates;
  }

  /** Returns the application. */
  public ReferenceServer application() {
    return application;
  }

  /** Returns the proxy. */
  public Proxy proxy() {
    return proxies.getFirst();
  }

  /** Returns a file of the site, such as {@code application/proxymtls.properties}. */
  public Path file(String name) {
    return folder.path().resolve(name);
  }

  /**
   * Starts one more proxy of the same kind in front of the same application.
   *
   * @param credential {@code user:password}, or null to send none
   * @param certificate the certificate that it presents to the application
   */
  public Proxy startProxy(@Nullable String credential, Pki.Held certificate) throws IOException {
    return startProxy(credential, certificate, application.port());
  }

  /** Starts one more proxy in front of the server at the given port of the loopback address. */
  public Proxy startProxy(@Nullable String credential, Pki.Held certificate, int behind)
      throws IOException {
    return startProxy(credential, certificate, behind, UnaryOperator.identity());
  }

  /**
   * Starts one more proxy with another configuration.
   *
   * @param change what is done to each file of the sample's configuration
   */
  public Proxy startProxy(UnaryOperator<String> change) throws IOException {
    return startProxy(CREDENTIAL, certificates.proxy(), application.port(), change);
  }

  private Proxy startProxy(
      @Nullable String credential, Pki.Held certificate, int behind, UnaryOperator<String> change)
      throws IOException {
    String name = "proxy-" + (proxies.size() + 1) + "/";
    write(
        name + ProxySetup.SERVER_CERTIFICATE,
        name + ProxySetup.SERVER_KEY,
        certificates.listener());
    write(name + ProxySetup.PROXY_CERTIFICATE, name + ProxySetup.PROXY_KEY, certificate);
    folder.write(name + ProxySetup.CLIENT_CA, certificates.clientRoot().pem());
    folder.write(name + ProxySetup.APPLICATION_CA, certificates.serverRoot().pem());
    writeIdentity(name + ProxySetup.SERVER_IDENTITY, certificates.listener());
    writeIdentity(name + ProxySetup.PROXY_IDENTITY, certificate);
    Proxy proxy =
        settings
            .proxy()
            .start(
                new ProxySetup(
                    file(name),
                    file(PROPERTIES),
                    behind,
                    credential,
                    settings.sessionResumption(),
                    settings.webSocket(),
                    change));
    proxies.addLast(proxy);
    return proxy;
  }

  /**
   * Sends a request through the proxy.
   *
   * @param client the client's certificate, or null for none
   */
  public Reply send(Listener listener, Pki.@Nullable Held client, RawRequest request)
      throws IOException {
    return send(proxy().port(listener), client, request);
  }

  /** Sends a request directly to the application, past the proxy. */
  public Reply sendToApplication(Pki.@Nullable Held peer, RawRequest request) throws IOException {
    return send(application.port(), peer, request);
  }

  /** Sends a request to a port of the loopback address. */
  public Reply send(int port, Pki.@Nullable Held peer, RawRequest request) throws IOException {
    return TlsClient.of(certificates.serverRoot().certificate(), peer).send(port, request);
  }

  private Path writeApplication() throws IOException {
    String name = "application/";
    write(name + "application.pem", name + "application.key", certificates.application());
    folder.write(name + "client-ca.pem", certificates.clientRoot().pem());
    folder.write(name + "client-intermediates.pem", certificates.clientIssuing().pem());
    folder.write(name + "proxy-ca.pem", certificates.proxyRoot().pem());
    folder.write(name + "clients.json", Registrations.of(certificates));
    folder.write(name + "users", USERS_LINE);
    return folder.write(PROPERTIES, settings.properties());
  }

  /** Writes a certificate with its chain, and its key. */
  public void write(String certificate, String key, Pki.Held held) throws IOException {
    folder.write(certificate, held.chainPem());
    folder.write(key, held.privateKeyPem());
  }

  private void writeIdentity(String file, Pki.Held held) throws IOException {
    folder.write(file, held.chainPem() + held.privateKeyPem());
  }

  /**
   * Stops everything that this site started, and deletes its folder. A second call does nothing.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    proxies.descendingIterator().forEachRemaining(Proxy::close);
    application.close();
    folder.close();
  }
}
