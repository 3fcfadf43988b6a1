package io.github.proxymtls.servlet;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Valve;
import org.apache.catalina.authenticator.SSLAuthenticator;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.catalina.valves.SSLValve;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.security.Authenticator;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.security.authentication.SslClientCertAuthenticator;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.security.Credential;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The servlet containers of the tests, run in this JVM on a free port of the loopback address. */
enum Container {
  JETTY {
    @Override
    Running start(WebApp app) throws Exception {
      return Jetty.start(app);
    }
  },
  TOMCAT {
    @Override
    Running start(WebApp app) throws Exception {
      return TomcatRunner.start(app);
    }
  };

  static final String PASSWORD = "changeit";

  /** The name under which the container knows the proxy by its certificate. */
  static final String PROXY_DN = "CN=edge-1";

  /** A started server. */
  interface Running extends AutoCloseable {

    int port();

    @Override
    void close() throws Exception;
  }

  abstract Running start(WebApp app) throws Exception;

  private static final class Jetty {

    static Running start(WebApp app) throws Exception {
      Server server = new Server();
      ServerConnector connector = connector(server, app);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      ServletContextHandler context = new ServletContextHandler("/");
      context.setSessionHandler(new SessionHandler());
      context.addServletContainerInitializer((classes, servlets) -> app.declare(servlets));
      if (app.isWebSocket()) {
        JakartaWebSocketServletContainerInitializer.configure(context, null);
      }
      ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
      app.errorPages().forEach(errors::addErrorPage);
      context.setErrorHandler(errors);
      if (app.tls() != null && app.tls().login()) {
        SslClientCertAuthenticator authenticator =
            new SslClientCertAuthenticator(sslContext(app.tls()));
        authenticator.setValidateCerts(false);
        context.setSecurityHandler(login(PROXY_DN, new AnyCredential(), authenticator));
      }
      if (app.isBasicLogin()) {
        Credential secret = Credential.getCredential(Fixture.SECRET);
        context.setSecurityHandler(login("edge-1", secret, new BasicAuthenticator()));
      }
      server.setHandler(context);
      try {
        server.start();
      } catch (Exception failure) {
        server.stop();
        throw failure;
      }
      return new Running() {
        @Override
        public int port() {
          return connector.getLocalPort();
        }

        @Override
        public void close() throws Exception {
          server.stop();
        }
      };
    }

    private static ServerConnector connector(Server server, WebApp app) throws Exception {
      HttpConfiguration http = new HttpConfiguration();
      http.setUriCompliance(UriCompliance.UNSAFE);
      http.setRequestHeaderSize(app.headerLimit());
      if (app.isTrustingHeaders()) {
        http.addCustomizer(new ForwardedRequestCustomizer());
      }
      WebApp.Tls tls = app.tls();
      if (tls == null) {
        return new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
      }
      SecureRequestCustomizer customizer = new SecureRequestCustomizer();
      customizer.setSniHostCheck(false);
      http.addCustomizer(customizer);
      return new ServerConnector(
          server,
          new SslConnectionFactory(sslContext(tls), "http/1.1"),
          new HttpConnectionFactory(http));
    }

    private static SslContextFactory.Server sslContext(WebApp.Tls tls) throws Exception {
      SslContextFactory.Server ssl = new SslContextFactory.Server();
      ssl.setSslContext(tls.context());
      ssl.setWantClientAuth(true);
      return ssl;
    }

    private static ConstraintSecurityHandler login(
        String user, Credential credential, Authenticator authenticator) {
      UserStore users = new UserStore();
      users.addUser(user, credential, new String[] {"proxy"});
      HashLoginService service = new HashLoginService("test");
      service.setUserStore(users);
      ConstraintMapping everything = new ConstraintMapping();
      everything.setPathSpec("/*");
      everything.setConstraint(Constraint.ANY_USER);
      ConstraintSecurityHandler security = new ConstraintSecurityHandler();
      security.setLoginService(service);
      security.setAuthenticator(authenticator);
      security.addConstraintMapping(everything);
      return security;
    }

    private static final class AnyCredential extends Credential {

      private static final long serialVersionUID = 1L;

      @Override
      public boolean check(Object credentials) {
        return true;
      }
    }
  }

  private static final class TomcatRunner {

    static Running start(WebApp app) throws Exception {
      Path base = Files.createTempDirectory("proxymtls-tomcat");
      // An earlier Tomcat of this JVM left its folder here, and this one would make it again.
      System.clearProperty("catalina.home");
      Tomcat tomcat = new Tomcat();
      tomcat.setBaseDir(base.toString());
      Connector connector = connector(app);
      tomcat.setConnector(connector);
      Context context = tomcat.addContext("", base.toString());
      if (app.isWebSocket()) {
        context.addServletContainerInitializer(new WsSci(), null);
      }
      context.addServletContainerInitializer(
          (Set<Class<?>> classes, ServletContext servlets) -> app.declare(servlets), null);
      app.errorPages().forEach((status, path) -> context.addErrorPage(page(status, path)));
      if (app.tls() != null && app.tls().login()) {
        login(tomcat, context, PROXY_DN, "CLIENT-CERT", new SSLAuthenticator());
      }
      if (app.isBasicLogin()) {
        login(
            tomcat,
            context,
            "edge-1",
            "BASIC",
            new org.apache.catalina.authenticator.BasicAuthenticator());
      }
      if (app.isTrustingHeaders()) {
        RemoteIpValve addresses = new RemoteIpValve();
        addresses.setProtocolHeader("X-Forwarded-Proto");
        context.getPipeline().addValve(addresses);
        context.getPipeline().addValve(new SSLValve());
      }
      try {
        tomcat.start();
      } catch (LifecycleException failure) {
        close(tomcat, base);
        throw failure;
      }
      if (context.getState() != LifecycleState.STARTED) {
        close(tomcat, base);
        throw new IllegalStateException("the context did not start");
      }
      return new Running() {
        @Override
        public int port() {
          return connector.getLocalPort();
        }

        @Override
        public void close() throws Exception {
          TomcatRunner.close(tomcat, base);
        }
      };
    }

    private static ErrorPage page(int status, String path) {
      ErrorPage page = new ErrorPage();
      page.setErrorCode(status);
      page.setLocation(path);
      return page;
    }

    private static void login(
        Tomcat tomcat, Context context, String user, String method, Valve authenticator) {
      tomcat.addUser(user, Fixture.SECRET);
      tomcat.addRole(user, "proxy");
      context.setLoginConfig(new LoginConfig(method, null, null, null));
      context.setPreemptiveAuthentication(true);
      context.getPipeline().addValve(authenticator);
    }

    private static Connector connector(WebApp app) throws Exception {
      WebApp.Tls tls = app.tls();
      Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
      connector.setPort(0);
      connector.setProperty("address", "127.0.0.1");
      connector.setEncodedSolidusHandling("passthrough");
      connector.setEncodedReverseSolidusHandling("passthrough");
      connector.addUpgradeProtocol(new Http2Protocol());
      connector.setProperty("maxHttpRequestHeaderSize", Integer.toString(app.headerLimit()));
      connector.setProperty("allowedTrailerHeaders", "x-digest,client-cert,client_cert");
      if (tls == null) {
        return connector;
      }
      connector.setSecure(true);
      connector.setScheme("https");
      connector.setProperty("SSLEnabled", "true");
      SSLHostConfig host = new SSLHostConfig();
      host.setCertificateVerification("optional");
      if (tls.clients() == null) {
        host.setTrustManagerClassName(TrustAny.class.getName());
      } else {
        host.setTrustStore(WebApp.Tls.trustStore(tls.clients()));
      }
      SSLHostConfigCertificate certificate =
          new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
      certificate.setCertificateKeystore(tls.server().keyStore(PASSWORD));
      certificate.setCertificateKeystorePassword(PASSWORD);
      host.addCertificate(certificate);
      connector.addSslHostConfig(host);
      return connector;
    }

    private static void close(Tomcat tomcat, Path base) throws LifecycleException {
      if (tomcat.getConnector().getState().isAvailable()) {
        // Ends the threads of requests first: Tomcat warns of one that outlives its application.
        tomcat.getConnector().stop();
      }
      tomcat.stop();
      tomcat.destroy();
      try (var files = Files.walk(base)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(TomcatRunner::delete);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(Path file) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
