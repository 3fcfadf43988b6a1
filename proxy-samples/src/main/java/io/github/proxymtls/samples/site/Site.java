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
import org.jspecify.annotations.Nullable;

/**
 * An application with the filter, a proxy in front of it, and the certificates of everybody: made
 * in a temporary folder from the files of the proxy's sample, all on the loopback address.
 *
 * <pre>{@code
 * try (Site site = Site.start(Plan.of(ProxyKind.NGINX).on(Container.TOMCAT))) {
 *   Reply reply = site.send(Listener.VERIFIED, site.cast().ledger(), RawRequest.get("/whoami"));
 * }
 * }</pre>
 *
 * <p>The application takes TLS connections and asks for the peer's certificate; the proxy has both
 * a certificate and a credential, and {@link Plan#authentication()} says what the filter wants of
 * them.
 */
public final class Site implements AutoCloseable {

  /** The proxy's user name and password towards the application. */
  public static final String CREDENTIAL;

  private static final String USERS_LINE;

  static {
    RandomPassword password = RandomPassword.make();
    CREDENTIAL = "edge-1:" + password.text();
    USERS_LINE = "edge-1:" + password.hash() + "\n";
  }

  private static final String PROPERTIES = "application/proxymtls.properties";

  private final TemporaryFolder folder;
  private final Plan plan;
  private final Cast cast;
  private final ReferenceServer application;
  private final Deque<Proxy> proxies = new ArrayDeque<>();
  private boolean closed;

  private Site(TemporaryFolder folder, Plan plan, Cast cast) throws IOException {
    this.folder = folder;
    this.plan = plan;
    this.cast = cast;
    Path configuration = writeApplication();
    this.application =
        ReferenceServer.start(
            configuration,
            0,
            plan.container(),
            ServerTls.read(
                file("application/application.pem"),
                file("application/application.key"),
                file("application/proxy-ca.pem")));
  }

  /**
   * Starts the application, then the proxy.
   *
   * @throws io.github.proxymtls.ConfigurationException if the filter refuses the plan's properties
   * @throws io.github.proxymtls.samples.proxy.MissingProgramException if the proxy is not installed
   * @throws IOException if one of them does not start
   */
  public static Site start(Plan plan) throws IOException {
    return start(plan, Cast.create(Instant.now()));
  }

  /** The same with certificates that were made before. */
  public static Site start(Plan plan, Cast cast) throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("proxymtls-site");
    Site site = null;
    try {
      site = new Site(folder, plan, cast);
      site.startProxy(CREDENTIAL, site.cast.proxy());
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

  /** Everybody's certificates. */
  public Cast cast() {
    return cast;
  }

  /** The application. */
  public ReferenceServer application() {
    return application;
  }

  /** The proxy. */
  public Proxy proxy() {
    return proxies.getFirst();
  }

  /** A file of the site, such as {@code application/proxymtls.properties}. */
  public Path file(String name) {
    return folder.path().resolve(name);
  }

  /**
   * Starts one more proxy of the same kind in front of the same application.
   *
   * @param credential {@code user:password}; null: it sends none
   * @param certificate its own certificate
   */
  public Proxy startProxy(@Nullable String credential, Pki.Held certificate) throws IOException {
    return startProxy(credential, certificate, application.port());
  }

  /** The same in front of whatever is at that port of the loopback address. */
  public Proxy startProxy(@Nullable String credential, Pki.Held certificate, int behind)
      throws IOException {
    String name = "proxy-" + (proxies.size() + 1) + "/";
    write(name + ProxySetup.SERVER_CERTIFICATE, name + ProxySetup.SERVER_KEY, cast.listener());
    write(name + ProxySetup.PROXY_CERTIFICATE, name + ProxySetup.PROXY_KEY, certificate);
    folder.write(name + ProxySetup.CLIENT_CA, cast.clientRoot().pem());
    folder.write(name + ProxySetup.APPLICATION_CA, cast.serverRoot().pem());
    writeIdentity(name + ProxySetup.SERVER_IDENTITY, cast.listener());
    writeIdentity(name + ProxySetup.PROXY_IDENTITY, certificate);
    Proxy proxy =
        plan.proxy()
            .start(
                new ProxySetup(
                    file(name), file(PROPERTIES), behind, credential, plan.sessionResumption()));
    proxies.addLast(proxy);
    return proxy;
  }

  /**
   * Sends a request through the proxy.
   *
   * @param client whose certificate is presented; null for none
   */
  public Reply send(Listener listener, Pki.@Nullable Held client, RawRequest request)
      throws IOException {
    return send(proxy().port(listener), client, request);
  }

  /** Sends a request to the application itself, past the proxy. */
  public Reply sendToApplication(Pki.@Nullable Held peer, RawRequest request) throws IOException {
    return send(application.port(), peer, request);
  }

  /** Sends a request to a port of the loopback address. */
  public Reply send(int port, Pki.@Nullable Held peer, RawRequest request) throws IOException {
    return TlsClient.of(cast.serverRoot().certificate(), peer).send(port, request);
  }

  private Path writeApplication() throws IOException {
    String name = "application/";
    write(name + "application.pem", name + "application.key", cast.application());
    folder.write(name + "client-ca.pem", cast.clientRoot().pem());
    folder.write(name + "client-intermediates.pem", cast.clientIssuing().pem());
    folder.write(name + "proxy-ca.pem", cast.proxyRoot().pem());
    folder.write(name + "clients.json", Registrations.of(cast));
    folder.write(name + "users", USERS_LINE);
    return folder.write(PROPERTIES, plan.properties());
  }

  /** Writes a certificate with its chain, and its key. */
  public void write(String certificate, String key, Pki.Held held) throws IOException {
    folder.write(certificate, held.chainPem());
    folder.write(key, held.privateKeyPem());
  }

  private void writeIdentity(String file, Pki.Held held) throws IOException {
    folder.write(file, held.chainPem() + held.privateKeyPem());
  }

  /** Stops everything that this site started, and removes its folder; does so once. */
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
