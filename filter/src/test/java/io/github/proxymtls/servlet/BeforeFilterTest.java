package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.annotation.HttpConstraint;
import jakarta.servlet.annotation.ServletSecurity;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the container decides and shows before the filter. */
@Tag("slow")
class BeforeFilterTest {

  private static final String ALLOW = "proxymtls.servlet.container-security";

  @TempDir private Path folder;

  @AllowedLog({
    "Exception starting filter",
    "Filters failed to start",
    "startup failed due to previous errors"
  })
  @ParameterizedTest
  @EnumSource
  void failsTheStartWhereTheContainerLogsIn(Container container) {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build()) {
      assertRefused(container, engine, WebApp::basicLogin, "login-config BASIC");
    }
  }

  @AllowedLog({
    "Exception starting filter",
    "Filters failed to start",
    "startup failed due to previous errors"
  })
  @ParameterizedTest
  @EnumSource
  void failsTheStartForAnAnnotatedServlet(Container container) {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build()) {
      assertRefused(
          container, engine, app -> with(app, Guarded.class), "of " + Guarded.class.getName());
    }
  }

  @ExpectedLog("code=container-security")
  @ParameterizedTest
  @EnumSource
  void warnsAtEachStartIfItIsAllowed(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().set(ALLOW, "allow").build()) {
      for (int start = 0; start < 2; start++) {
        try (LogCapture log = LogCapture.open();
            Container.Running server =
                container.start(with(WebApp.behind(engine).basicLogin(), Guarded.class))) {
          assertThat(server.port()).isPositive();
          assertThat(log.lines())
              .filteredOn(line -> line.contains("code=container-security"))
              .singleElement()
              .asString()
              .contains("login-config BASIC", "@ServletSecurity of " + Guarded.class.getName());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void startsWithAServletThatIsDeniedToEveryone(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(with(WebApp.behind(engine).on("/*", View::write), Denied.class))) {
      assertThat(Fixture.from(Wire.get("/a"), fixture.client).to(server).status()).isEqualTo(200);
    }
  }

  @ExpectedLog("code=request-listeners")
  @ParameterizedTest
  @EnumSource
  void warnsOfEveryListenerThatSeesTheContainersRequest(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .initializer(
                        context -> {
                          context.addListener(Early.class);
                          context.addListener(Attributes.class);
                          context.addListener(Sessions.class);
                        })
                    .on("/*", View::write))) {
      assertThat(server.port()).isPositive();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("[" + Early.class.getName() + ", " + Attributes.class.getName() + "]");
    }
  }

  private static void assertRefused(
      Container container,
      ProxyMtls engine,
      java.util.function.UnaryOperator<WebApp> change,
      String rule) {
    StartTest.ObservedStart filter = new StartTest.ObservedStart(new ProxyMtlsFilter(engine));
    WebApp app = change.apply(WebApp.behind(new Filter[] {filter}).on("/*", View::write));
    assertThatThrownBy(() -> container.start(app).close())
        .hasStackTraceContaining(StartTest.failureIn(container));
    assertThat(filter.failure)
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("[container-security]")
        .hasMessageContaining(rule)
        .hasMessageContaining("proxymtls.servlet.container-security=allow");
  }

  private static WebApp with(WebApp app, Class<? extends HttpServlet> servlet) {
    return app.initializer(
        context -> context.addServlet(servlet.getSimpleName(), servlet).addMapping("/servlet"));
  }

  /** Only a user of a role may call it. */
  @ServletSecurity(@HttpConstraint(rolesAllowed = "admin"))
  public static final class Guarded extends HttpServlet {
    private static final long serialVersionUID = 1L;
  }

  /** Nobody may call it. */
  @ServletSecurity(@HttpConstraint(EmptyRoleSemantic.DENY))
  public static final class Denied extends HttpServlet {
    private static final long serialVersionUID = 1L;
  }

  /** Is called before every filter. */
  public static final class Early implements ServletRequestListener {}

  /** Gets the container's request with each attribute. */
  public static final class Attributes implements ServletRequestAttributeListener {
    @Override
    public void attributeAdded(jakarta.servlet.ServletRequestAttributeEvent event) {
      assertThat((ServletRequestEvent) event).isNotNull();
    }
  }

  /** Sees no request. */
  public static final class Sessions implements HttpSessionListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
      assertThat(event).isNotNull();
    }
  }
}
