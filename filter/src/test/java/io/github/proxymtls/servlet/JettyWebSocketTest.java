package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.ee10.websocket.servlet.WebSocketUpgradeFilter;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Jetty maps its WebSocketUpgradeFilter in front of all filters: however the filter is registered,
 * no WebSocket request passes by it, over HTTP/1.1 or HTTP/2, or the application does not start.
 */
@ExpectedLog({
  "reason=certificate-required",
  "reason=proxy-credential-missing",
  "reason=proxy-credential-wrong"
})
@AllowedLog({"Unhandled Error: Endpoint", "Unable to get known Configuration"})
@Tag("slow")
class JettyWebSocketTest {

  private static final String UPGRADE_FILTER = WebSocketUpgradeFilter.class.getName();

  @TempDir Path folder;

  /** Jetty's two kinds of endpoints. */
  enum Kind {
    JAKARTA {
      @Override
      void configure(ServletContextHandler context) {
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        SocketEndpoint endpoint = new SocketEndpoint();
        context.addServletContainerInitializer((classes, servlets) -> endpoint.addTo(servlets));
      }
    },
    JETTY {
      @Override
      void configure(ServletContextHandler context) {
        JettyWebSocketServletContainerInitializer.configure(
            context, (servlets, container) -> map(container));
      }
    };

    abstract void configure(ServletContextHandler context);

    static void map(JettyWebSocketServerContainer container) {
      container.addMapping(
          SocketEndpoint.PATH, (request, response) -> new NativeEndpoint(seen(request)));
    }

    private static String seen(JettyServerUpgradeRequest request) {
      TreeSet<String> headers = new TreeSet<>();
      request.getHeaders().keySet().forEach(name -> headers.add(name.toLowerCase(Locale.ROOT)));
      return "principal="
          + SocketEndpoint.name(request.getUserPrincipal())
          + "\nsession="
          + SocketEndpoint.name(request.getHttpServletRequest().getUserPrincipal())
          + "\nclient-cert="
          + request.getHeader("Client-Cert")
          + "\nheaders="
          + headers
          + "\n";
    }
  }

  /** Sends what the creator saw. */
  public static final class NativeEndpoint extends Session.Listener.AbstractAutoDemanding {

    private final String seen;

    NativeEndpoint(String seen) {
      this.seen = seen;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      session.sendText(seen, Callback.NOOP);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rejectsUnauthenticatedPeersWhereTheFilterIsRegisteredInCode(Kind kind) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build()) {
      ServletContextHandler context = new ServletContextHandler();
      context.addServletContainerInitializer(
          (classes, servlets) -> ProxyMtlsFilter.register(servlets, engine));
      kind.configure(context);
      assertProtected(context, fixture);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rejectsUnauthenticatedPeersWhereTheFilterIsAddedToTheContainer(Kind kind) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build()) {
      ServletContextHandler context = new ServletContextHandler();
      add(context, new FilterHolder(new ProxyMtlsFilter(engine)));
      kind.configure(context);
      assertProtected(context, fixture);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rejectsUnauthenticatedPeersWhereTheUpgradeFilterIsDeclaredAfterOurs(Kind kind)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build()) {
      ServletContextHandler context = new ServletContextHandler();
      add(context, new FilterHolder(new ProxyMtlsFilter(engine)));
      add(context, upgradeFilter(UPGRADE_FILTER));
      kind.configure(context);
      assertProtected(context, fixture);
    }
  }

  @ParameterizedTest
  @EnumSource
  void rejectsUnauthenticatedPeersWhereTheUpgradeFilterIsDeclaredBeforeOurs(Kind kind)
      throws Exception {
    for (String name : new String[] {UPGRADE_FILTER, "of another name"}) {
      Fixture fixture = new Fixture(folder);
      try (ProxyMtls engine = fixture.engine().build()) {
        ServletContextHandler context = new ServletContextHandler();
        add(context, upgradeFilter(name));
        add(context, new FilterHolder(new ProxyMtlsFilter(engine)));
        kind.configure(context);
        assertProtected(context, fixture);
      }
    }
  }

  @Test
  void rejectsUnauthenticatedPeersWhereTheFilterIsRegisteredAfterTheFirstEndpoint()
      throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build()) {
      ServletContextHandler context = new ServletContextHandler();
      JettyWebSocketServletContainerInitializer.configure(
          context,
          (servlets, container) -> {
            FilterRegistration.Dynamic first = servlets.addFilter("first", new Idle());
            first.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
            Kind.map(container);
            ProxyMtlsFilter.register(servlets, engine);
          });
      assertProtected(context, fixture);
    }
  }

  /** The peer's headers are hidden, and its certificate is not used as a client's. */
  @ExpectedLog({})
  @ParameterizedTest
  @EnumSource
  void hidesTheHeadersOfAnUnauthenticatedPeerFromTheEndpoint(Kind kind) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
        fixture
            .engine()
            .set("proxymtls.proxy.untrusted-peer", "strip")
            .set("proxymtls.client.certificate", "optional")
            .build()) {
      ServletContextHandler context = new ServletContextHandler();
      add(context, new FilterHolder(new ProxyMtlsFilter(engine)));
      kind.configure(context);
      try (Container.Running server = start(context)) {
        for (WebSocketTest.Handshake handshake : WebSocketTest.Handshake.values()) {
          Wire forged =
              handshake.request().header(Fixture.CERTIFICATE_HEADER, Fixture.value(fixture.client));
          WebSocketTest.assertSeen(handshake, forged.to(server), "null");
        }
      }
    }
  }

  @ExpectedLog({})
  @Test
  void doesNotStartWhereJettyMayAddItsUpgradeFilterLater() {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build()) {
      ServletContextHandler context = new ServletContextHandler();
      JettyWebSocketServletContainerInitializer.configure(context, null);
      add(context, new FilterHolder(new ProxyMtlsFilter(engine)));
      assertThatThrownBy(() -> start(context).close())
          .hasStackTraceContaining(
              "declare a filter of the name and class " + UPGRADE_FILTER + " after it");
    }
  }

  @Test
  void rejectsUnauthenticatedPeersAtAnEndpointThatIsAddedWhileTheApplicationRuns()
      throws Exception {
    Fixture fixture = new Fixture(folder);
    AtomicInteger added = new AtomicInteger();
    try (ProxyMtls engine = fixture.engine().build()) {
      ServletContextHandler context = new ServletContextHandler();
      JettyWebSocketServletContainerInitializer.configure(context, null);
      add(context, new FilterHolder(new ProxyMtlsFilter(engine)));
      add(context, upgradeFilter(UPGRADE_FILTER));
      Filter adding =
          (request, response, chain) -> {
            if (added.getAndIncrement() == 0) {
              Kind.map(JettyWebSocketServerContainer.getContainer(request.getServletContext()));
            }
            chain.doFilter(request, response);
          };
      add(context, new FilterHolder(adding));
      try (Container.Running server = start(context)) {
        assertThat(Fixture.from(Wire.get("/a"), fixture.client).to(server).status()).isEqualTo(404);
        assertProtected(server, fixture);
      }
    }
  }

  @Test
  void rejectsUnauthenticatedPeersAfterTheContextStartedAgain() throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build()) {
      ServletContextHandler context = new ServletContextHandler();
      add(context, new FilterHolder(new ProxyMtlsFilter(engine)));
      Kind.JAKARTA.configure(context);
      try (Container.Running server = start(context)) {
        context.stop();
        context.start();
        assertProtected(server, fixture);
      }
    }
  }

  @Test
  void rejectsUnauthenticatedPeersWhereWebXmlDeclaresTheFilter() throws Exception {
    Fixture fixture = new Fixture(folder);
    assertProtected(webApplication(fixture, ""), fixture);
  }

  @Test
  void rejectsUnauthenticatedPeersWhereWebXmlDeclaresTheUpgradeFilterToo() throws Exception {
    Fixture fixture = new Fixture(folder);
    String upgrade =
        """
        <filter>
          <filter-name>%1$s</filter-name>
          <filter-class>%1$s</filter-class>
          <async-supported>true</async-supported>
        </filter>
        <filter-mapping>
          <filter-name>%1$s</filter-name>
          <url-pattern>/*</url-pattern>
        </filter-mapping>
        """
            .formatted(UPGRADE_FILTER);
    assertProtected(webApplication(fixture, upgrade), fixture);
  }

  private WebAppContext webApplication(Fixture fixture, String more) throws IOException {
    WebAppContext context = new WebAppContext();
    context.setBaseResourceAsString(folder.toString());
    context.setDescriptor(WebXml.write(folder, fixture, more).toString());
    context.setThrowUnavailableOnStartupException(true);
    // The class path has Tomcat's WebSocket, too; Logback's initializer would end all logging.
    context.setAttribute(
        "org.eclipse.jetty.containerInitializerExclusionPattern", "(org\\.apache|ch\\.qos)\\..*");
    Kind.JAKARTA.configure(context);
    return context;
  }

  private static FilterHolder upgradeFilter(String name) {
    FilterHolder holder = new FilterHolder(WebSocketUpgradeFilter.class);
    holder.setName(name);
    return holder;
  }

  private static void add(ServletContextHandler context, FilterHolder holder) {
    holder.setAsyncSupported(true);
    context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
  }

  private static Container.Running start(ServletContextHandler context) throws Exception {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(128 * 1024);
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(context);
    try {
      server.start();
    } catch (Exception failure) {
      server.stop();
      throw failure;
    }
    return new Container.Running() {
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

  private static void assertProtected(ServletContextHandler context, Fixture fixture)
      throws Exception {
    try (Container.Running server = start(context)) {
      assertProtected(server, fixture);
    }
  }

  private static void assertProtected(Container.Running server, Fixture fixture) throws Exception {
    for (WebSocketTest.Handshake handshake : WebSocketTest.Handshake.values()) {
      WebSocketTest.assertUnauthenticatedPeersRejected(server, fixture, handshake);
      WebSocketTest.assertClientSeen(server, fixture, handshake);
    }
  }

  private static final class Idle implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(request, response);
    }
  }
}
