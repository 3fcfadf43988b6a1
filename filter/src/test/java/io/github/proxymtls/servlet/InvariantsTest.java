package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The invariants of the design that the filter keeps, each in every container. */
@AllowedLog("code=filter-behind-another")
@Tag("slow")
class InvariantsTest {

  private static final String FORGED = "Zm9yZ2Vk";

  @TempDir Path folder;

  /** Invariant 1, {@code untrusted-peer=reject}: the application does not run. */
  @ExpectedLog({"reason=proxy-credential-missing", "reason=proxy-credential-wrong"})
  @ParameterizedTest
  @EnumSource
  void hidesReservedHeadersOfUnauthenticatedPeerFromTheApplication(Container container)
      throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .on(
                        "/*",
                        (request, response) -> {
                          runs.incrementAndGet();
                          View.write(request, response);
                        }))) {
      String genuine = Fixture.value(fixture.client);
      for (String name :
          new String[] {"Client-Cert", "Client_Cert", "CLIENT.CERT", "client-cert"}) {
        Wire.Reply reply = Wire.get("/a").header(name, genuine).to(server);
        assertThat(reply.status()).as(name).isEqualTo(403);
        assertThat(reply.body()).contains("\"code\":\"proxy-not-trusted\"");
      }
      Wire.Reply chain = Wire.get("/a").header("Client-Cert-Chain", genuine).to(server);
      assertThat(chain.status()).isEqualTo(403);
      Wire.Reply wrong =
          Wire.get("/a")
              .header("Client-Cert", genuine)
              .header("Proxy-Authorization", Fixture.basic("edge-1:guess"))
              .to(server);
      assertThat(wrong.status()).isEqualTo(403);
      assertThat(wrong.body()).contains("\"code\":\"proxy-not-trusted\"");
    }
    assertThat(runs).hasValue(0);
  }

  /** Invariant 1, {@code untrusted-peer=strip}: the application runs and sees nothing of it. */
  @ParameterizedTest
  @EnumSource
  void strippedHeadersDoNotInfluenceTheApplication(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.proxy.untrusted-peer", "strip")
                .set("proxymtls.client.certificate", "optional")
                .build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply plain = Wire.get("/a").to(server);
      Wire.Reply forged =
          Wire.get("/a")
              .header("Client-Cert", Fixture.value(fixture.client))
              .header("client_cert", Fixture.value(fixture.other))
              .header("Client.Cert", FORGED)
              .header("Client-Cert-Chain", FORGED)
              .to(server);
      assertThat(plain.status()).isEqualTo(200);
      assertThat(forged.status()).isEqualTo(200);
      assertThat(forged.body()).isEqualTo(plain.body());
    }
  }

  /** Invariant 2. */
  @ParameterizedTest
  @EnumSource
  void applicationNeverSeesReservedHeaders(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().set("proxymtls.paths.exclude", "/excluded/*").build();
        Container.Running server = container.start(dispatching(engine))) {
      for (String path :
          new String[] {
            "/view",
            "/excluded/view",
            "/forward?to=/view",
            "/forward?to=/excluded/view",
            "/include?to=/view",
            "/include?to=/excluded/view",
            "/async?to=/view",
            "/async-given?to=/view",
            "/async-given?to=/excluded/view",
            "/async-self",
            "/forward?to=/async-self",
            "/error",
            "/excluded/forward?to=/view",
            "/excluded/forward?to=/excluded/view",
            "/excluded/include?to=/excluded/view",
            "/excluded/async?to=/excluded/view",
            "/excluded/error"
          }) {
        Wire.Reply reply = Fixture.from(Wire.get(path), fixture.client).to(server);
        assertThat(reply.body()).as(path).contains("header.Client-Cert=");
        assertHidden(path, reply);
      }
    }
  }

  /** Invariant 2, where no peer is required to authenticate: all reserved headers stay hidden. */
  @ExpectedLog("reason=proxy-credential-missing")
  @ParameterizedTest
  @EnumSource
  void hidesForgedHeaderOnExcludedPathAndRejectsItOnCoveredDispatch(Container container)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().set("proxymtls.paths.exclude", "/excluded/*").build();
        Container.Running server = container.start(dispatching(engine))) {
      for (String path :
          new String[] {
            "/excluded/view", "/excluded/forward?to=/excluded/view", "/excluded/async-self"
          }) {
        Wire.Reply reply = forged(fixture, path).to(server);
        assertThat(reply.status()).as(path).isEqualTo(200);
        assertHidden(path, reply);
        assertThat(reply.line("certificates")).as(path).isEqualTo("none");
      }
      Wire.Reply forward = forged(fixture, "/excluded/forward?to=/view").to(server);
      assertThat(forward.status()).isEqualTo(403);
      assertThat(forward.body()).contains("proxy-not-trusted").doesNotContain("header.");
      Wire.Reply async = forged(fixture, "/excluded/async?to=/view").to(server);
      assertThat(async.status()).isEqualTo(403);
      assertThat(async.body()).contains("proxy-not-trusted").doesNotContain("header.");
      Wire.Reply error = forged(fixture, "/excluded/error").to(server);
      assertThat(error.status()).isEqualTo(403);
      assertThat(error.body()).contains("proxy-not-trusted").doesNotContain("header.");
      Wire.Reply include = forged(fixture, "/excluded/include?to=/view").to(server);
      assertThat(include.status()).isEqualTo(200);
      assertThat(include.body()).isEqualTo("[]");
    }
  }

  /** Invariant 2: trailers. */
  @ParameterizedTest
  @EnumSource
  void applicationNeverSeesReservedHeadersAmongTrailers(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler trailers =
        (request, response) -> {
          request.getInputStream().readAllBytes();
          response.getWriter().write("trailers=" + request.getTrailerFields().keySet());
        };
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", trailers))) {
      Wire.Reply reply =
          Fixture.from(Wire.request("POST", "/t"), fixture.client)
              .header("Transfer-Encoding", "chunked")
              .rawBody(
                  "1\r\na\r\n0\r\nX-Digest: 1\r\nClient-Cert: :AAAA:\r\nclient_cert: x\r\n\r\n")
              .to(server);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.line("trailers")).isEqualToIgnoringCase("[x-digest]");
    }
  }

  /** Invariant 2: {@code startAsync()} without arguments. */
  @ParameterizedTest
  @EnumSource
  void startAsyncReturnsTheWrappedRequest(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler probe =
        (request, response) -> {
          AsyncContext context = request.startAsync();
          HttpServletRequest handed = (HttpServletRequest) context.getRequest();
          response.getWriter().write(View.of(handed) + "same=" + (handed == request) + "\n");
          context.complete();
        };
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(WebApp.behind(engine).on("/probe", probe).on("/forward", forward()))) {
      for (String path : new String[] {"/probe", "/forward?to=/probe"}) {
        Wire.Reply reply = Fixture.from(Wire.get(path), fixture.client).to(server);
        assertThat(reply.status()).as(path).isEqualTo(200);
        assertHidden(path, reply);
        assertThat(reply.line("certificates")).as(path).startsWith("CN=svc,O=Acme");
      }
    }
  }

  /** Invariant 3: behind a proxy that authenticates by its certificate. */
  @ExpectedLog("code=container-security")
  @AllowedLog("SSLAuthenticator: The context")
  @ParameterizedTest
  @EnumSource
  void neverTakesTheProxysCertificateForTheClients(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .mutualEngine()
                .set("proxymtls.servlet.container-security", "allow")
                .set("proxymtls.client.certificate", "optional")
                .set("proxymtls.paths.exclude", "/excluded/*")
                .build();
        Container.Running server = container.start(mutual(fixture, dispatching(engine), true))) {
      for (String path :
          new String[] {
            "/view",
            "/removed",
            "/excluded/view",
            "/forward?to=/view",
            "/include?to=/view",
            "/async?to=/view",
            "/async-self",
            "/error"
          }) {
        Wire.Reply reply = Wire.get(path).tls(fixture.proxy).to(server);
        assertThat(reply.body()).as(path).contains("header.Client-Cert=");
        assertNobody(path, reply);
      }
    }
  }

  /** Invariant 3: the certificate of the header takes the place of the proxy's in every answer. */
  @ExpectedLog("code=container-security")
  @AllowedLog("SSLAuthenticator: The context")
  @ParameterizedTest
  @EnumSource
  void everyRequestMethodReportsTheClientInsteadOfTheProxy(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture.mutualEngine().set("proxymtls.servlet.container-security", "allow").build();
        Container.Running server = container.start(mutual(fixture, dispatching(engine), true))) {
      for (String path :
          new String[] {
            "/view", "/forward?to=/view", "/include?to=/view", "/async?to=/view", "/error"
          }) {
        Wire.Reply reply =
            Wire.get(path)
                .tls(fixture.proxy)
                .header("Client-Cert", Fixture.value(fixture.client))
                .to(server);
        assertThat(reply.line("certificates"))
            .as(path)
            .isEqualTo("CN=svc,O=Acme | CN=Example Root");
        assertThat(reply.line("principal")).as(path).isEqualTo("CN=svc,O=Acme");
        assertThat(reply.line("user")).as(path).isEqualTo("CN=svc,O=Acme");
        assertThat(reply.line("auth")).as(path).isEqualTo("CLIENT_CERT");
        assertThat(reply.line("role.proxy")).as(path).isEqualTo("false");
        assertThat(reply.line("role.any")).as(path).isEqualTo("true");
        assertThat(reply.line("cipher")).as(path).isEqualTo("null");
        assertThat(reply.line("identity")).as(path).isEqualTo("true");
        assertThat(reply.line("proxy")).as(path).isEqualTo("CN=edge-1[mtls]");
      }
    }
  }

  /** Invariant 3, {@code client.principal=none}: the container's user counts, but not the proxy. */
  @ExpectedLog("code=container-security")
  @AllowedLog("SSLAuthenticator: The context")
  @ParameterizedTest
  @EnumSource
  void hidesTheContainersLoginOfTheProxyWithoutPrincipal(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler authenticate =
        (request, response) -> {
          String outcome;
          try {
            outcome = String.valueOf(request.authenticate(response));
          } catch (ServletException refused) {
            outcome = "refused";
          }
          response.getWriter().write(View.of(request) + "authenticated=" + outcome + "\n");
        };
    try (ProxyMtls engine =
            fixture
                .mutualEngine()
                .set("proxymtls.servlet.container-security", "allow")
                .set("proxymtls.client.certificate", "optional")
                .set("proxymtls.client.principal", "none")
                .build();
        Container.Running server =
            container.start(mutual(fixture, WebApp.behind(engine).on("/*", authenticate), true))) {
      Wire.Reply reply = Wire.get("/a").tls(fixture.proxy).to(server);
      assertNobody("/a", reply);
      assertThat(reply.line("authenticated")).isEqualTo("refused");
    }
  }

  /** The control to the tests above: without the filter the container does show the proxy. */
  @AllowedLog("SSLAuthenticator: The context")
  @ParameterizedTest
  @EnumSource
  void containerWithoutFilterShowsTheProxy(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    WebApp bare = WebApp.behind().on("/*", View::write);
    try (Container.Running server = container.start(mutual(fixture, bare, true))) {
      Wire.Reply reply = Wire.get("/a").tls(fixture.proxy).to(server);
      assertThat(reply.line("certificates")).startsWith("CN=edge-1");
      assertThat(reply.line("user")).isEqualTo("CN=edge-1");
      assertThat(reply.line("auth")).isEqualTo("CLIENT_CERT");
      assertThat(reply.line("role.proxy")).isEqualTo("true");
      assertThat(reply.line("cipher")).isNotEqualTo("null");
    }
  }

  /** Invariant 10. */
  @ExpectedLog("reason=internal-error")
  @ParameterizedTest
  @EnumSource
  void rejectsAfterEveryUnexpectedFailure(Container container) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Fixture fixture = new Fixture(folder);
    Consumer<HttpServletRequest> unchecked =
        request -> {
          throw new IllegalStateException("defect\nforged line");
        };
    Consumer<HttpServletRequest> error =
        request -> {
          throw new AssertionError("defect");
        };
    for (Consumer<HttpServletRequest> failure : java.util.List.of(unchecked, error)) {
      try (ProxyMtls engine = fixture.engine().build();
          Container.Running server =
              container.start(
                  WebApp.behind(engine)
                      .before(new Failing(failure))
                      .errorPage(500, "/error-page")
                      .on("/*", (request, response) -> runs.incrementAndGet()))) {
        Wire.Reply reply = Fixture.from(Wire.get("/a"), fixture.client).to(server);
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).contains("\"code\":\"internal-error\"").doesNotContain("defect");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
      }
    }
    assertThat(runs).hasValue(0);
  }

  /** The application's own exceptions are its own. */
  @AllowedLog({"Servlet.service() for servlet", "ServletChannel: /fails"})
  @ParameterizedTest
  @EnumSource
  void passesTheApplicationsExceptionToTheContainer(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler failing =
        (request, response) -> {
          throw new ServletException("application");
        };
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .errorPage(500, "/page")
                    .on("/fails", failing)
                    .on("/page", View::write))) {
      Wire.Reply reply = Fixture.from(Wire.get("/fails"), fixture.client).to(server);
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.line("dispatcher")).isEqualTo("ERROR");
      assertThat(reply.line("certificates")).startsWith("CN=svc,O=Acme");
    }
  }

  private static Wire forged(Fixture fixture, String path) {
    return Wire.get(path)
        .header("Client-Cert", Fixture.value(fixture.client))
        .header("Client_Cert", FORGED);
  }

  private static void assertHidden(String path, Wire.Reply reply) {
    assertThat(reply.body()).as(path).doesNotContain(FORGED);
    for (String name : new String[] {"Client-Cert", "client_cert", "Client.Cert"}) {
      assertThat(reply.line("header." + name)).as(path).isEqualTo("null []");
    }
    assertThat(reply.line("header.Proxy-Authorization")).as(path).isEqualTo("null []");
    assertThat(reply.line("headers")).as(path).isEqualTo("[connection, host]");
    assertThat(reply.line("int")).as(path).isEqualTo("-1");
    assertThat(reply.line("date")).as(path).isEqualTo("-1");
    assertThat(reply.line("push")).as(path).isEqualTo("null");
    assertThat(reply.line("exchange")).as(path).isEqualTo("null");
    assertThat(reply.line("attributes")).as(path).doesNotContain("proxymtls.servlet");
  }

  private static void assertNobody(String path, Wire.Reply reply) {
    assertThat(reply.line("certificates")).as(path).isEqualTo("none");
    for (String name :
        new String[] {"principal", "user", "auth", "cipher", "key-size", "tls-session"}) {
      assertThat(reply.line(name)).as(path + " " + name).isEqualTo("null");
    }
    assertThat(reply.line("role.proxy")).as(path).isEqualTo("false");
    assertThat(reply.line("role.any")).as(path).isEqualTo("false");
    assertThat(reply.line("attributes"))
        .as(path)
        .doesNotContain("jakarta.servlet.request")
        .doesNotContainIgnoringCase("ssl")
        .doesNotContain("authenticationstate")
        .doesNotContain("org.apache.tomcat.util.net");
  }

  private static WebApp mutual(Fixture fixture, WebApp app, boolean login) {
    return app.tls(new WebApp.Tls(fixture.server, fixture.proxies, login));
  }

  private static WebApp dispatching(ProxyMtls engine) {
    WebApp app = WebApp.behind(engine).errorPage(418, "/view");
    for (String prefix : new String[] {"", "/excluded"}) {
      app.on(prefix + "/view", View::write)
          .on(prefix + "/removed", InvariantsTest::removed)
          .on(prefix + "/forward", forward())
          .on(prefix + "/include", InvariantsTest::include)
          .on(prefix + "/async", (request, response) -> async(request, request.startAsync()))
          .on(
              prefix + "/async-given",
              (request, response) -> async(request, request.startAsync(request, response)))
          .on(prefix + "/async-self", InvariantsTest::self)
          .on(prefix + "/error", (request, response) -> response.sendError(418));
    }
    return app;
  }

  private static Handler forward() {
    return (request, response) ->
        request.getRequestDispatcher(request.getParameter("to")).forward(request, response);
  }

  private static void removed(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    for (String name : Collections.list(request.getAttributeNames())) {
      request.removeAttribute(name);
    }
    request.removeAttribute("jakarta.servlet.request.X509Certificate");
    View.write(request, response);
  }

  private static void include(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    response.setContentType("text/plain;charset=UTF-8");
    response.getWriter().write("[");
    request.getRequestDispatcher(request.getParameter("to")).include(request, response);
    response.getWriter().write("]");
  }

  private static void async(HttpServletRequest request, AsyncContext context) {
    context.dispatch(request.getParameter("to"));
  }

  /** The first time dispatches to itself, as {@code AsyncContext.dispatch()} does by default. */
  private static void self(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getAttribute("again") == null) {
      request.setAttribute("again", true);
      request.startAsync().dispatch();
    } else {
      request.removeAttribute("again");
      View.write(request, response);
    }
  }

  private static final class Failing extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient Consumer<HttpServletRequest> failure;

    Failing(Consumer<HttpServletRequest> failure) {
      this.failure = failure;
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      HttpServletRequest trap =
          new HttpServletRequestWrapper(request) {
            @Override
            public String getServletPath() {
              failure.accept(request);
              return super.getServletPath();
            }
          };
      chain.doFilter(trap, response);
    }
  }
}
