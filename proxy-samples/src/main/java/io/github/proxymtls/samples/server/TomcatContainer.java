package io.github.proxymtls.samples.server;

import io.github.proxymtls.samples.files.KeyStores;
import io.github.proxymtls.samples.files.TemporaryFolder;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;

/** Tomcat on the loopback address, with HTTP/1.1, and with HTTP/2 over TLS. */
final class TomcatContainer implements RunningContainer {

  /** Keeps a reference, because loggers are held weakly: otherwise Tomcat logs every start. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  /** Silences a warning about renegotiation in TLS 1.3, which is not used here. */
  private static final Logger TLS = Logger.getLogger("org.apache.tomcat.util.net.SSLUtilBase");

  private final Tomcat tomcat;
  private final TemporaryFolder folder;

  private TomcatContainer(Tomcat tomcat, TemporaryFolder folder) {
    this.tomcat = tomcat;
    this.folder = folder;
  }

  static PreparedContainer prepare(int port, @Nullable ServerTls tls) {
    TOMCAT.setLevel(Level.WARNING);
    TLS.setLevel(Level.SEVERE);
    Tomcat tomcat = new Tomcat();
    Connector connector = connector(port, tls);
    return application -> start(tomcat, connector, application);
  }

  private static TomcatContainer start(Tomcat tomcat, Connector connector, Application application)
      throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("proxymtls-tomcat");
    // A Tomcat that ran earlier in this JVM set this to its folder, and this one would create that
    // folder again.
    System.clearProperty("catalina.home");
    TomcatContainer container = new TomcatContainer(tomcat, folder);
    tomcat.setBaseDir(folder.path().toString());
    tomcat.setConnector(connector);
    StandardHost host = (StandardHost) tomcat.getHost();
    host.setErrorReportValveClass(TomcatErrors.class.getName());
    host.getPipeline().addValve(new TomcatErrors());
    deploy(application, (StandardContext) tomcat.addContext("", folder.path().toString()));
    try {
      tomcat.start();
      return container;
    } catch (LifecycleException e) {
      container.close();
      throw new IOException(
          "Tomcat does not start on port " + connector.getPort() + ": " + rootOf(e), e);
    }
  }

  private static String rootOf(Throwable problem) {
    Throwable root = problem;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static void deploy(Application application, StandardContext context) {
    // These clean-ups need access to JDK internals, for an application that its container outlives.
    context.setClearReferencesRmiTargets(false);
    context.setClearReferencesThreadLocals(false);
    FilterDef filter = new FilterDef();
    filter.setFilterName("proxymtls");
    filter.setFilter(application.filter());
    filter.setAsyncSupported("true");
    context.addFilterDef(filter);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("proxymtls");
    mapping.addURLPattern("/*");
    for (DispatcherType type : DispatcherType.values()) {
      mapping.setDispatcher(type.name());
    }
    context.addFilterMap(mapping);
    application
        .servlets()
        .forEach(
            (pattern, servlet) -> {
              Wrapper wrapper = Tomcat.addServlet(context, pattern, servlet);
              wrapper.setAsyncSupported(true);
              context.addServletMapping(pattern, pattern);
            });
  }

  private static Connector connector(int port, @Nullable ServerTls tls) {
    Connector connector = new Connector(Http11NioProtocol.class.getName());
    connector.setPort(port);
    connector.setProperty("address", Container.LOOPBACK);
    connector.setThrowOnFailure(true);
    connector.setAllowTrace(true); // the application answers every method
    connector.setProperty("maxHttpRequestHeaderSize", Integer.toString(Container.HEADER_BYTES));
    // The filter answers ambiguous paths.
    connector.setAllowBackslash(true);
    connector.setEncodedSolidusHandling(EncodedSolidusHandling.DECODE.getValue());
    connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.DECODE.getValue());
    connector.setRejectSuspiciousURIs(false);
    connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
    if (tls != null) {
      secure(connector, tls);
    }
    return connector;
  }

  private static void secure(Connector connector, ServerTls tls) {
    SSLHostConfig host = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystore(tls.identity());
    certificate.setCertificateKeystorePassword(KeyStores.PASSWORD);
    certificate.setCertificateKeyPassword(KeyStores.PASSWORD);
    host.addCertificate(certificate);
    if (tls.clientAuthorities() != null) {
      host.setTrustStore(tls.clientAuthorities());
      host.setCertificateVerification("optional");
    }
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("SSLEnabled", "true");
    connector.addSslHostConfig(host);
    connector.addUpgradeProtocol(new Http2Protocol());
  }

  @Override
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
      folder.close();
    } catch (LifecycleException e) {
      throw new IllegalStateException("Tomcat does not stop", e);
    }
  }
}
