package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The start of the filter, and the failures that stop the application. */
@Tag("slow")
class StartTest {

  @TempDir Path folder;

  @ExpectedLog("reason=certificate-required")
  @ParameterizedTest
  @EnumSource
  void readsInitParametersOfFilterBeforeThoseOfTheContext(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Map<String, String> filter =
        Map.of(
            "proxymtls.format", "rfc9440",
            "proxymtls.proxy.authentication", "basic",
            "proxymtls.proxy.basic.user", "edge-1",
            "proxymtls.proxy.basic.password-hash", Fixture.HASH,
            "proxymtls.client.certificate", "required");
    Map<String, String> context =
        Map.of(
            "proxymtls.client.trust-anchors",
            fixture.file("root.pem", fixture.root.pem()),
            "proxymtls.client.certificate",
            "optional",
            "unrelated",
            "ignored");
    try (Container.Running server =
        container.start(
            WebApp.behind(new ProxyMtlsFilter())
                .filterParameters(filter)
                .contextParameters(context)
                .on("/*", View::write))) {
      Wire.Reply reply = Fixture.from(Wire.get("/a"), fixture.client).to(server);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.line("principal")).isEqualTo("CN=svc,O=Acme");
      assertThat(Wire.get("/a").to(server).status()).isEqualTo(403);
    }
  }

  @AllowedLog({
    "Exception starting filter",
    "Filters failed to start",
    "startup failed due to previous errors"
  })
  @ParameterizedTest
  @EnumSource
  void failsTheStartOnInvalidConfiguration(Container container) {
    ObservedStart filter = new ObservedStart(new ProxyMtlsFilter());
    WebApp app =
        WebApp.behind(filter)
            .filterParameters(Map.of("proxymtls.format", "no-such-format"))
            .on("/*", View::write);
    assertThatThrownBy(() -> container.start(app).close())
        .hasStackTraceContaining(failureIn(container));
    assertThat(filter.failure)
        .isInstanceOf(ServletException.class)
        .hasMessageContaining("[required] proxymtls.proxy.authentication is not set")
        .hasMessageContaining("proxymtls.format, set in init-parameter of the filter");
  }

  @Test
  void namesEveryProblemInTheMessage() {
    WebApp app =
        WebApp.behind(new ProxyMtlsFilter())
            .filterParameters(Map.of("proxymtls.format", "no-such-format"))
            .on("/*", View::write);
    assertThatThrownBy(() -> Container.JETTY.start(app).close())
        .hasStackTraceContaining("proxymtls.format, set in init-parameter of the filter")
        .hasStackTraceContaining("proxymtls.proxy.authentication");
  }

  @AllowedLog({
    "Exception starting filter",
    "Filters failed to start",
    "startup failed due to previous errors",
    "code=filter-behind-another"
  })
  @ParameterizedTest
  @EnumSource
  void failsTheStartOfTwoDifferentFiltersInOneContext(Container container) {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls one = fixture.engine().build();
        ProxyMtls two = fixture.engine().set("proxymtls.client.certificate", "optional").build()) {
      ObservedStart first = new ObservedStart(new ProxyMtlsFilter(one));
      ObservedStart second = new ObservedStart(new ProxyMtlsFilter(two));
      WebApp app = WebApp.behind(first, second).on("/*", View::write);
      assertThatThrownBy(() -> container.start(app).close())
          .hasStackTraceContaining(failureIn(container));
      assertThat(Stream.of(first, second).map(filter -> filter.failure).filter(Objects::nonNull))
          .singleElement(THROWABLE)
          .isInstanceOf(ServletException.class)
          .hasMessageContaining("two differently configured proxymtls filters");
    }
  }

  @ExpectedLog("reason=certificate-required")
  @ParameterizedTest
  @EnumSource
  void doesNothingOnSecondPassThroughTheSameFilter(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls one = fixture.engine().build();
        ProxyMtls two = fixture.engine().build()) {
      Filter[] filters = {
        new ProxyMtlsFilter(one), new ProxyMtlsFilter(one), new ProxyMtlsFilter(two)
      };
      try (Container.Running server =
          container.start(WebApp.behind(filters).on("/*", View::write))) {
        Wire.Reply reply = Fixture.from(Wire.get("/a"), fixture.client).to(server);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.line("certificates")).startsWith("CN=svc,O=Acme");
        assertThat(Fixture.credential(Wire.get("/a")).to(server).status()).isEqualTo(403);
        assertThat(log.lines()).hasSize(1);
      }
    }
  }

  @ExpectedLog("and not to /*")
  @ParameterizedTest
  @EnumSource
  void warnsOfFilterThatIsNotMappedToEverything(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(WebApp.behind(engine).mappedTo("/api/*").on("/*", View::write))) {
      assertThat(server.port()).isPositive();
      assertThat(log.lines()).singleElement().asString().contains("mapped to [/api/*");
    }
  }

  @ExpectedLog("code=filter-behind-another")
  @ParameterizedTest
  @EnumSource
  void warnsOfEarlierFilter(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Filter other = (request, response, chain) -> chain.doFilter(request, response);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(WebApp.behind(engine).before(other).on("/*", View::write))) {
      assertThat(server.port()).isPositive();
      assertThat(log.lines()).singleElement().asString().contains("the filters [before-0] run");
    }
  }

  @Test
  void writesToTheLogOfTheContextWhereSlf4jHasNoProvider() throws Exception {
    String classPath =
        Stream.of(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator))
            .filter(entry -> !entry.contains("logback"))
            .collect(Collectors.joining(File.pathSeparator));
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                WithoutProvider.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(program.waitFor()).as(output).isZero();
    assertThat(output)
        .contains("event=log-without-provider")
        .contains("slf4j-jdk14")
        .contains("INFO event=started source=header format=rfc9440")
        .contains("WARN event=configuration-warning code=revocation-off")
        .contains("WARN rejected reason=certificate-required")
        .doesNotContain(Fixture.SECRET);
    assertThat(output.lines().filter(line -> line.contains("rejected reason=")).count())
        .isLessThanOrEqualTo(60);
  }

  @ExpectedLog("the application has CDI")
  @ParameterizedTest
  @EnumSource
  void warnsOfRequestsThatCdiInjects(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    String manager = "org.jboss.weld.environment.servlet.jakarta.enterprise.inject.spi.BeanManager";
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .initializer(context -> context.setAttribute(manager, "present"))
                    .on("/*", View::write))) {
      assertThat(server.port()).isPositive();
      assertThat(log.lines()).singleElement().asString().contains("injected HttpServletRequest");
    }
  }

  @ParameterizedTest
  @EnumSource
  void seesEveryDispatchIfRegisteredInCode(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server =
            container.start(
                WebApp.behind()
                    .initializer(context -> ProxyMtlsFilter.register(context, engine))
                    .errorPage(418, "/view")
                    .on("/view", View::write)
                    .on("/error", (request, response) -> response.sendError(418))
                    .on("/async", (request, response) -> request.startAsync().dispatch("/view")))) {
      for (String path : new String[] {"/view", "/error", "/async"}) {
        Wire.Reply reply = Fixture.from(Wire.get(path), fixture.client).to(server);
        assertThat(reply.line("principal")).as(path).isEqualTo("CN=svc,O=Acme");
        assertThat(reply.line("header.Client-Cert")).as(path).isEqualTo("null []");
      }
    }
  }

  /** How a container reports that a filter failed: Tomcat logs the cause, and stops the context. */
  static String failureIn(Container container) {
    return container.name().equals("TOMCAT") ? "the context did not start" : "proxymtls";
  }

  /** A filter and how its start failed. */
  static final class ObservedStart implements Filter {

    private final Filter filter;
    @Nullable Throwable failure;

    ObservedStart(Filter filter) {
      this.filter = filter;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
      try {
        filter.init(config);
      } catch (ServletException | RuntimeException e) {
        failure = e;
        throw e;
      }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      filter.doFilter(request, response, chain);
    }

    @Override
    public void destroy() {
      filter.destroy();
    }
  }
}
