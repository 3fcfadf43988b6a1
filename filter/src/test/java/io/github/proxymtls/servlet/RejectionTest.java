package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The answer and the log line of a rejection. */
@AllowedLog("code=filter-behind-another")
@Tag("slow")
class RejectionTest {

  @TempDir Path folder;

  @ExpectedLog({
    "reason=certificate-malformed",
    "reason=certificate-required",
    "reason=header-duplicate",
    "reason=header-twin"
  })
  @ParameterizedTest
  @EnumSource
  void commitsRejectionWithoutErrorPage(Container container) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .errorPage(403, "/page")
                    .errorPage(400, "/page")
                    .on("/*", (request, response) -> runs.incrementAndGet()))) {
      Wire.Reply missing = Fixture.credential(Wire.get("/a")).to(server);
      assertThat(missing.status()).isEqualTo(403);
      assertThat(missing.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(missing.header("Cache-Control")).isEqualTo("no-store");
      assertThat(missing.header("Vary")).isNull();
      assertThat(missing.body())
          .isEqualTo(
              "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,"
                  + "\"instance\":\"urn:proxymtls:request:"
                  + missing.header("X-Request-Id")
                  + "\",\"code\":\"certificate-required\"}");

      Wire.Reply malformed =
          Fixture.credential(Wire.get("/a")).header("Client-Cert", "%%").to(server);
      assertThat(malformed.status()).isEqualTo(400);
      assertThat(malformed.body()).contains("\"title\":\"Bad Request\"", "\"code\":\"cert");

      Wire.Reply twice =
          Fixture.from(Wire.get("/a"), fixture.client)
              .header("Client-Cert", Fixture.value(fixture.other))
              .to(server);
      assertThat(twice.status()).isEqualTo(400);
      assertThat(twice.body()).contains("\"code\":\"header-duplicate\"");

      Wire.Reply twin =
          Fixture.from(Wire.get("/a"), fixture.client).header("Client_Cert", "x").to(server);
      assertThat(twin.status()).isEqualTo(400);
      assertThat(twin.body()).contains("\"code\":\"header-twin\"");
    }
    assertThat(runs).hasValue(0);
  }

  /** RFC 6749 section 5.2. */
  @ExpectedLog({"reason=certificate-required", "reason=client-second-method"})
  @ParameterizedTest
  @EnumSource
  void challengesClientThatTriedBasic(Container container) throws Exception {
    String clients =
        """
        [{"client_id": "svc", "token_endpoint_auth_method": "client_secret_basic",
          "tls_client_certificate_bound_access_tokens": true}]
        """;
    String basic = "Basic c3ZjOnNlY3JldA==";
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.client.certificate", "optional")
                .set("proxymtls.binding.clients", fixture.file("clients.json", clients))
                .set("proxymtls.binding.client-authentication", "/token")
                .set("proxymtls.binding.other-methods", "pass")
                .build();
        Container.Running server =
            container.start(WebApp.behind(engine).on("/*", (request, response) -> {}))) {
      Wire.Reply tried =
          Wire.form("/token", "client_id=svc").header("authorization", basic).to(server);
      assertThat(tried.status()).isEqualTo(401);
      assertThat(tried.body()).isEqualTo("{\"error\":\"invalid_client\"}");
      assertThat(tried.header("WWW-Authenticate")).isEqualTo("Basic realm=\"client\"");

      Wire.Reply other = Wire.form("/token", "client_id=svc&client_secret=secret").to(server);
      assertThat(other.status()).isEqualTo(401);
      assertThat(other.header("WWW-Authenticate")).isNull();

      Wire.Reply both =
          Wire.form("/token", "client_id=svc&client_secret=secret")
              .header("Authorization", basic)
              .to(server);
      assertThat(both.status()).isEqualTo(400);
      assertThat(both.header("WWW-Authenticate")).isNull();
    }
  }

  @ExpectedLog("reason=client-unknown")
  @Test
  void doesNotChallengeForTheProxysCredential() throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.proxy.basic.header", "Authorization")
                .set("proxymtls.binding.clients", fixture.file("clients.json", "[]"))
                .set("proxymtls.binding.client-authentication", "/token")
                .build();
        Container.Running server =
            Container.TOMCAT.start(WebApp.behind(engine).on("/*", (request, response) -> {}))) {
      Wire.Reply unknown =
          Wire.form("/token", "client_id=nobody")
              .header("Authorization", Fixture.basic("edge-1:" + Fixture.SECRET))
              .header(Fixture.CERTIFICATE_HEADER, Fixture.value(fixture.client))
              .to(server);
      assertThat(unknown.status()).isEqualTo(401);
      assertThat(unknown.body()).isEqualTo("{\"error\":\"invalid_client\"}");
      assertThat(unknown.header("WWW-Authenticate")).isNull();
    }
  }

  @ExpectedLog({
    "code=token-unverified",
    "reason=certificate-expired",
    "reason=client-unknown",
    "reason=early-data",
    "reason=method-not-allowed",
    "reason=proxy-credential-missing",
    "reason=token-ambiguous"
  })
  @ParameterizedTest
  @EnumSource
  void answersOAuthErrorsAtOAuthEndpoints(Container container) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.binding.clients", fixture.file("clients.json", "[]"))
                .set("proxymtls.binding.client-authentication", "/token")
                .set("proxymtls.binding.protected-resources", "/api/*")
                .build();
        Container.Running server =
            container.start(
                WebApp.behind(engine).on("/*", (request, response) -> runs.incrementAndGet()))) {
      for (String path : new String[] {"/token", "/token/", "/TOKEN/x", "/%74oken"}) {
        Wire.Reply unknown =
            Fixture.from(Wire.form(path, "client_id=svc"), fixture.client).to(server);
        assertThat(unknown.status()).as(path).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(unknown.header("Content-Type")).isEqualTo("application/json");
        assertThat(unknown.header("Cache-Control")).isEqualTo("no-store");
      }
      Pki.Held expired =
          fixture
              .root
              .client("svc")
              .validity(
                  Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2021-01-01T00:00:00Z"))
              .issue();
      Wire.Reply late = Fixture.from(Wire.form("/token", "client_id=svc"), expired).to(server);
      assertThat(late.status()).isEqualTo(401);
      assertThat(late.body()).isEqualTo("{\"error\":\"invalid_client\"}");
      Wire.Reply lateResource = Fixture.from(Wire.get("/api/a"), expired).to(server);
      assertThat(lateResource.status()).isEqualTo(401);
      assertThat(lateResource.header("WWW-Authenticate"))
          .isEqualTo("Bearer error=\"invalid_token\"");

      Wire.Reply method = Fixture.from(Wire.get("/token"), fixture.client).to(server);
      assertThat(method.status()).isEqualTo(405);
      assertThat(method.header("Allow")).isEqualTo("POST");
      assertThat(method.header("Content-Type")).isEqualTo("application/problem+json");

      Wire.Reply early =
          Fixture.from(Wire.form("/token", "client_id=svc"), fixture.client)
              .header("Early-Data", "1")
              .to(server);
      assertThat(early.status()).isEqualTo(425);

      Wire.Reply query = Fixture.from(Wire.get("/api/a?access_token=x"), fixture.client).to(server);
      assertThat(query.status()).isEqualTo(400);
      assertThat(query.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_request\"");

      Wire.Reply unauthenticated =
          Wire.form("/token", "client_id=svc")
              .header("Client-Cert", Fixture.value(fixture.client))
              .to(server);
      assertThat(unauthenticated.status()).isEqualTo(403);
      assertThat(unauthenticated.body()).contains("\"code\":\"proxy-not-trusted\"");
    }
    assertThat(runs).hasValue(0);
  }

  /** RFC 6750 section 3.1. */
  @ExpectedLog({"code=token-unverified", "reason=token-missing", "reason=token-unreadable"})
  @ParameterizedTest
  @EnumSource
  void challengesRequestWithoutTokenWithoutErrorCode(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture.engine().set("proxymtls.binding.protected-resources", "/api/*").build();
        Container.Running server =
            container.start(WebApp.behind(engine).on("/*", (request, response) -> {}))) {
      for (Wire request :
          new Wire[] {
            Fixture.from(Wire.get("/api/a"), fixture.client),
            Fixture.credential(Wire.get("/api/a")),
            Fixture.from(Wire.get("/api/a").header("Authorization", "Basic YTpi"), fixture.client)
          }) {
        Wire.Reply reply = request.to(server);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.body()).contains("\"code\":\"token-missing\"").doesNotContain("error");
      }
      Wire.Reply broken = Fixture.from(Wire.get("/api/a").bearer("x"), fixture.client).to(server);
      assertThat(broken.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
      assertThat(broken.body()).isEqualTo("{\"error\":\"invalid_token\"}");
    }
  }

  @ExpectedLog("reason=path-ambiguous")
  @ParameterizedTest
  @EnumSource
  void rejectsAmbiguousPathEvenIfItIsExcluded(Container container) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().set("proxymtls.paths.exclude", "/health").build();
        Container.Running server =
            container.start(
                WebApp.behind(engine).on("/*", (request, response) -> runs.incrementAndGet()))) {
      for (String path :
          new String[] {
            "/health;jsessionid=1",
            "/health;",
            "//health",
            "/a/../health",
            "/a/..;/health",
            "/%2e/health",
            "/health%2f",
            "/health%5c",
            "/health%3b",
            "/%25health",
            "/health%00"
          }) {
        Wire.Reply reply = Fixture.from(Wire.get(path), fixture.client).to(server);
        assertThat(reply.status()).as(path).isEqualTo(400);
        if (!refusedByTheContainer(container, path)) {
          assertThat(reply.body()).as(path).contains("\"code\":\"path-ambiguous\"");
        }
      }
      assertThat(runs).hasValue(0);
      assertThat(Wire.get("/health").to(server).status()).isEqualTo(200);
      assertThat(runs).hasValue(1);
    }
  }

  /** U+0130 and U+212A are i and k for a router that ignores case; U+0131 is in no rule. */
  @ExpectedLog({"code=token-unverified", "reason=path-ambiguous"})
  @ParameterizedTest
  @EnumSource
  void rejectsPathThatARouterMayTakeForAnotherInEveryDispatch(Container container)
      throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.binding.clients", fixture.file("clients.json", "[]"))
                .set("proxymtls.binding.client-authentication", "/oauth2/token")
                .set("proxymtls.binding.protected-resources", "/api/*")
                .set("proxymtls.paths.exclude", "/open/*")
                .build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .on("/open/forward", dispatch("/ap%c4%b0/x", RequestDispatcher::forward))
                    .on("/open/include", dispatch("/ap%c4%b0/x", RequestDispatcher::include))
                    .on(
                        "/open/async",
                        (request, response) -> request.startAsync().dispatch("/%20api"))
                    .on("/*", (request, response) -> runs.incrementAndGet()))) {
      for (String path :
          new String[] {
            "/ap%c4%b0/accounts",
            "/ap%C4%B1",
            "/oauth2/to%e2%84%aaen",
            "/oauth2/token%20",
            "/oauth2/to%e2%80%8bken",
            "/%ef%bd%8fauth2/token",
            "/open%e2%80%8d/x",
            "/open/forward",
            "/open/async"
          }) {
        Wire.Reply reply = Fixture.from(Wire.get(path), fixture.client).to(server);
        assertThat(reply.status()).as(path).isEqualTo(400);
        assertThat(reply.body()).as(path).contains("\"code\":\"path-ambiguous\"");
      }
      assertThat(Wire.get("/open/include").to(server).status()).isEqualTo(200);
      assertThat(runs).hasValue(0);
      for (String path : new String[] {"/dosya/%c4%b1s%c4%b1.pdf", "/open/%c4%b0", "/my%20file"}) {
        Wire.Reply reply = Fixture.from(Wire.get(path), fixture.client).to(server);
        assertThat(reply.status()).as(path).isEqualTo(200);
      }
      assertThat(runs).hasValue(3);
    }
  }

  /** {@link RequestDispatcher#forward} or {@link RequestDispatcher#include}. */
  private interface Dispatching {

    void to(RequestDispatcher target, HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }

  private static Handler dispatch(String path, Dispatching dispatching) {
    return (request, response) ->
        dispatching.to(request.getRequestDispatcher(path), request, response);
  }

  boolean refusedByTheContainer(Container container, String path) {
    return path.endsWith("%00")
        || (container == Container.TOMCAT && (path.contains("%5c") || path.contains("%2f")));
  }

  /** Without path rules no spelling is refused here, but Jetty would not tell the path. */
  @ExpectedLog("reason=path-ambiguous")
  @Test
  void rejectsPathThatTheContainerDoesNotReturn() throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            Container.JETTY.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply reply = Fixture.from(Wire.get("/a%2fb"), fixture.client).to(server);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("\"code\":\"path-ambiguous\"");
    }
  }

  @ExpectedLog("reason=certificate-required")
  @ParameterizedTest
  @EnumSource
  void keepsHeadersOfEarlierFiltersAndRemovesThoseOfTheApplication(Container container)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler forward =
        (request, response) -> {
          response.setHeader("X-Application", "1");
          response.getWriter().write("application");
          request.getRequestDispatcher("/covered").forward(request, response);
        };
    try (ProxyMtls engine = fixture.engine().set("proxymtls.paths.exclude", "/open/*").build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .before(new Cors())
                    .on("/open/forward", forward)
                    .on("/covered", View::write))) {
      Wire.Reply direct = Wire.get("/covered").to(server);
      assertThat(direct.status()).isEqualTo(403);
      assertThat(direct.header("Access-Control-Allow-Origin")).isEqualTo("*");
      Wire.Reply forwarded = Wire.get("/open/forward").to(server);
      assertThat(forwarded.status()).isEqualTo(403);
      assertThat(forwarded.header("X-Application")).isNull();
      assertThat(forwarded.body()).startsWith("{").contains("certificate-required");
    }
  }

  @ExpectedLog("reason=certificate-required")
  @ParameterizedTest
  @EnumSource
  void rejectionAfterTheCommitRunsAndWritesNothing(Container container) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    Fixture fixture = new Fixture(folder);
    Handler async =
        (request, response) -> {
          response.getWriter().write("begun");
          response.flushBuffer();
          request.startAsync().dispatch("/covered");
        };
    try (ProxyMtls engine = fixture.engine().set("proxymtls.paths.exclude", "/open/*").build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .on("/open/async", async)
                    .on("/covered", (request, response) -> runs.incrementAndGet()))) {
      Wire.Reply reply = Wire.get("/open/async").to(server);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.body()).isEqualTo("begun");
    }
    assertThat(runs).hasValue(0);
  }

  @ExpectedLog("reason=certificate-malformed")
  @ParameterizedTest
  @EnumSource
  void logsOneEscapedLinePerRejection(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply reply =
          Fixture.credential(Wire.get("/a"))
              .header("Client-Cert", ":AAAA: reason=\"fine\"")
              .to(server);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(log.lines()).hasSize(1);
      String line = log.lines().get(0);
      assertThat(line)
          .matches(
              "rejected reason=[a-z-]+ status=400 method=\"GET\" path=\"/a\" path-kind=PLAIN"
                  + " peer=\"[^\"]+\" proxy=\"edge-1\" profile=none id=\"[0-9a-f]{32}\""
                  + " certificate=none detail=\"[^\"]*\"");
      assertThat(line).doesNotContain("AAAA", "s3cret", "\n");
    }
  }

  @ExpectedLog("reason=internal-error")
  @ParameterizedTest
  @EnumSource
  void logsDefectOnceWithStackTraceAndEscapedMessage(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    HttpFilter failing =
        new HttpFilter() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doFilter(
              HttpServletRequest request, HttpServletResponse response, FilterChain chain)
              throws IOException, ServletException {
            chain.doFilter(
                new jakarta.servlet.http.HttpServletRequestWrapper(request) {
                  @Override
                  public String getServletPath() {
                    throw new IllegalStateException("one\nERROR forged");
                  }
                },
                response);
          }
        };
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(WebApp.behind(engine).before(failing).on("/*", View::write))) {
      assertThat(Wire.get("/a").to(server).status()).isEqualTo(500);
      List<ILoggingEvent> errors =
          log.events().stream().filter(event -> event.getLevel() == Level.ERROR).toList();
      assertThat(errors).hasSize(1);
      assertThat(errors.get(0).getFormattedMessage()).startsWith("reason=internal-error");
      String message = errors.get(0).getThrowableProxy().getMessage();
      assertThat(message).contains("one\\u000aERROR forged").doesNotContain("\n");
      assertThat(
              List.of(errors.get(0).getThrowableProxy().getStackTraceElementProxyArray())
                  .toString())
          .contains("Dispatch.path");
    }
  }

  private static final class Cors extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      response.setHeader("Access-Control-Allow-Origin", "*");
      chain.doFilter(request, response);
    }
  }
}
