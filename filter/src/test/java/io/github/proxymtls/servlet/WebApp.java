package io.github.proxymtls.servlet;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.Pki;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A test application: servlets behind the filter, in any container. */
final class WebApp {

  /**
   * The container's own TLS listener, which asks for a client certificate without requiring it.
   *
   * @param server the listener's certificate
   * @param clients who issues those of the clients; null: the container takes any, from whomever
   * @param login true where the container logs its peer in by the certificate
   */
  record Tls(Pki.Held server, Pki.@Nullable Authority clients, boolean login) {

    SSLContext context() throws Exception {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(server.keyStore(Container.PASSWORD), Container.PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust(), null);
      return context;
    }

    private TrustManager[] trust() throws Exception {
      if (clients == null) {
        return new TrustManager[] {new TrustAny()};
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trustStore(clients));
      return trust.getTrustManagers();
    }

    static KeyStore trustStore(Pki.Authority clients) throws Exception {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("clients", clients.certificate());
      return store;
    }
  }

  private final Map<String, Handler> handlers = new LinkedHashMap<>();
  private final List<Filter> before = new ArrayList<>();
  private final List<Filter> ours = new ArrayList<>();
  private final Map<Integer, String> errorPages = new LinkedHashMap<>();
  private final List<Consumer<ServletContext>> initializers = new ArrayList<>();
  private @Nullable SocketEndpoint webSocket;
  private Map<String, String> filterParameters = Map.of();
  private Map<String, String> contextParameters = Map.of();
  private String mapping = "/*";
  private int headerLimit = 128 * 1024;
  private boolean trustingHeaders;
  private boolean basicLogin;
  private @Nullable Tls tls;

  static WebApp behind(ProxyMtls engine) {
    WebApp app = new WebApp();
    app.ours.add(new ProxyMtlsFilter(engine));
    return app;
  }

  static WebApp behind(Filter... filters) {
    WebApp app = new WebApp();
    app.ours.addAll(List.of(filters));
    return app;
  }

  WebApp on(String pattern, Handler handler) {
    handlers.put(pattern, handler);
    return this;
  }

  WebApp before(Filter filter) {
    before.add(filter);
    return this;
  }

  WebApp errorPage(int status, String path) {
    errorPages.put(status, path);
    return this;
  }

  /** Has the container's WebSocket, with an endpoint. */
  WebApp webSocket(SocketEndpoint endpoint) {
    webSocket = endpoint;
    return this;
  }

  boolean isWebSocket() {
    return webSocket != null;
  }

  WebApp tls(Tls listener) {
    tls = listener;
    return this;
  }

  WebApp filterParameters(Map<String, String> parameters) {
    filterParameters = parameters;
    return this;
  }

  WebApp contextParameters(Map<String, String> parameters) {
    contextParameters = parameters;
    return this;
  }

  WebApp mappedTo(String pattern) {
    mapping = pattern;
    return this;
  }

  /** Has the container read no more headers of a request than this. */
  WebApp headerLimit(int octets) {
    headerLimit = octets;
    return this;
  }

  int headerLimit() {
    return headerLimit;
  }

  WebApp initializer(Consumer<ServletContext> action) {
    initializers.add(action);
    return this;
  }

  /** Has the container believe every forwarding header and certificate header that it can read. */
  WebApp trustingHeaders() {
    trustingHeaders = true;
    return this;
  }

  /** Has the container log in a peer that sends the proxy's credential as {@code Authorization}. */
  WebApp basicLogin() {
    basicLogin = true;
    return this;
  }

  boolean isBasicLogin() {
    return basicLogin;
  }

  boolean isTrustingHeaders() {
    return trustingHeaders;
  }

  Map<Integer, String> errorPages() {
    return errorPages;
  }

  @Nullable Tls tls() {
    return tls;
  }

  /** Declares everything, as a ServletContainerInitializer would. */
  void declare(ServletContext context) {
    int number = 0;
    contextParameters.forEach(context::setInitParameter);
    for (Filter filter : before) {
      declare(context, "before-" + number++, filter, "/*");
    }
    for (Filter filter : ours) {
      declare(context, "proxymtls-" + number++, filter, mapping)
          .setInitParameters(filterParameters);
    }
    initializers.forEach(initializer -> initializer.accept(context));
    if (webSocket != null) {
      webSocket.addTo(context);
    }
    for (Map.Entry<String, Handler> entry : handlers.entrySet()) {
      ServletRegistration.Dynamic servlet =
          context.addServlet("servlet-" + number++, new HandlerServlet(entry.getValue()));
      servlet.addMapping(entry.getKey());
      servlet.setAsyncSupported(true);
    }
  }

  private static FilterRegistration.Dynamic declare(
      ServletContext context, String name, Filter filter, String pattern) {
    FilterRegistration.Dynamic registration = context.addFilter(name, filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, pattern);
    return registration;
  }

  private static final class HandlerServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Handler handler;

    HandlerServlet(Handler handler) {
      this.handler = handler;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws jakarta.servlet.ServletException, IOException {
      handler.handle(request, response);
    }
  }
}
