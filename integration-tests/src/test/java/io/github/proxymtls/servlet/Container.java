package io.github.proxymtls.servlet;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.ProxyPeerAddressHandler;
import io.undertow.server.handlers.SSLHeaderHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ErrorPage;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.SecurityConstraint;
import io.undertow.servlet.api.SecurityInfo.EmptyRoleSemantic;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.WebResourceCollection;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Set;
import org.xnio.Options;
import org.xnio.SslClientAuthMode;

/**
 * Replaces the filter's own container abstraction: the tests of behaviour in all containers run in
 * Undertow.
 */
enum Container {
  UNDERTOW;

  /** Tests that need only one container run in this one. */
  static final Container JETTY = UNDERTOW;

  static final Container TOMCAT = UNDERTOW;

  static final String PASSWORD = "changeit";

  /** The name by which the container knows the proxy's certificate. */
  static final String PROXY_DN = "CN=edge-1";

  /** Undertow may wait forever for the rest of a body whose connection it has closed. */
  private static final int MOST_MILLISECONDS_TO_STOP = 10_000;

  /** A started server. */
  interface Running extends AutoCloseable {

    int port();

    @Override
    void close() throws Exception;
  }

  /** Starts the server with filters that are initialised before the first request. */
  Running start(WebApp app) throws Exception {
    return start(app, deployment(app).setEagerFilterInit(true));
  }

  /** Starts the server with Undertow's default: a filter is initialised by the first request. */
  Running startLazily(WebApp app) throws Exception {
    return start(app, deployment(app));
  }

  private static Running start(WebApp app, DeploymentInfo deployment) throws Exception {
    DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
    manager.deploy();
    HttpHandler application = manager.start();
    Undertow undertow =
        listener(app)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, MOST_MILLISECONDS_TO_STOP)
            .setHandler(
                app.isTrustingHeaders()
                    ? new SSLHeaderHandler(new ProxyPeerAddressHandler(application))
                    : application)
            .build();
    undertow.start();
    return new Running() {
      @Override
      public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
      }

      @Override
      public void close() throws ServletException {
        undertow.stop();
        manager.stop();
        manager.undeploy();
      }
    };
  }

  private static DeploymentInfo deployment(WebApp app) {
    ServletContainerInitializer declaration = (classes, context) -> app.declare(context);
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(Container.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("test")
            .addServletContainerInitializer(
                new ServletContainerInitializerInfo(
                    ServletContainerInitializer.class,
                    new ImmediateInstanceFactory<>(declaration),
                    Set.of()));
    if (app.isWebSocket()) {
      deployment.addServletContextAttribute(
          WebSocketDeploymentInfo.ATTRIBUTE_NAME, new WebSocketDeploymentInfo());
    }
    app.errorPages()
        .forEach((status, path) -> deployment.addErrorPage(new ErrorPage(path, status)));
    if (app.tls() != null && app.tls().login()) {
      login(deployment, HttpServletRequest.CLIENT_CERT_AUTH, PROXY_DN);
    }
    if (app.isBasicLogin()) {
      login(deployment, HttpServletRequest.BASIC_AUTH, "edge-1");
    }
    return deployment;
  }

  private static void login(DeploymentInfo deployment, String method, String user) {
    SecurityConstraint everything = new SecurityConstraint();
    everything.addWebResourceCollection(new WebResourceCollection().addUrlPattern("/*"));
    everything.setEmptyRoleSemantic(EmptyRoleSemantic.AUTHENTICATE);
    deployment
        .setIdentityManager(new OneUser(user))
        .setLoginConfig(new LoginConfig(method, "test"))
        .addSecurityConstraint(everything);
  }

  private static Undertow.Builder listener(WebApp app) throws Exception {
    WebApp.Tls tls = app.tls();
    return tls == null
        ? Undertow.builder().addHttpListener(0, "127.0.0.1")
        : Undertow.builder()
            .setSocketOption(Options.SSL_CLIENT_AUTH_MODE, SslClientAuthMode.REQUESTED)
            .addHttpsListener(0, "127.0.0.1", tls.context());
  }

  /** Every account that is looked up is this user. */
  private record OneUser(String name) implements IdentityManager {

    @Override
    public Account verify(Account account) {
      return account;
    }

    @Override
    public Account verify(String id, Credential credential) {
      return account();
    }

    @Override
    public Account verify(Credential credential) {
      return account();
    }

    private Account account() {
      return new Account() {
        @Override
        public Principal getPrincipal() {
          return () -> name;
        }

        @Override
        public Set<String> getRoles() {
          return Set.of("proxy");
        }
      };
    }
  }
}
