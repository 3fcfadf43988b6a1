package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.filter.FormContentFilter;

/** A form that the filter read is the application's to read again, as the same. */
@Tag("slow")
@AllowedLog("code=filter-behind-another")
class FormReplayTest {

  private static final String CLIENTS =
      """
      [{"client_id": "svc", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "svc.example"}]
      """;

  private static final String BODY =
      "client_id=svc&grant_type=client_credentials&scope=a+b&note=%C3%BC&empty=&note2=x%26y";

  /** A token without {@code cnf}, which nobody verifies here. */
  private static final String UNBOUND = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";

  @TempDir Path folder;

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void applicationReadsTheParametersThatTheFilterParsed(Container container) throws Exception {
    try (Running running = start(container, app -> app.on("/token", FormReplayTest::parameters))) {
      Wire.Reply reply = running.send(Wire.form("/token?page=1&x=y", BODY));
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.line("map"))
          .isEqualTo(
              "{client_id=[svc], empty=[], grant_type=[client_credentials], note=[\u00fc],"
                  + " note2=[x&y], page=[1], scope=[a b], x=[y]}");
      assertThat(reply.line("one")).isEqualTo("svc");
      assertThat(reply.line("absent")).isEqualTo("null");
      assertThat(reply.line("query")).isEqualTo("1");
      assertThat(reply.line("names")).isEqualTo("8");
      assertThat(reply.line("length")).isEqualTo(String.valueOf(BODY.length()));
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void forwardPrependsItsQueryAndKeepsTheForm(Container container) throws Exception {
    Handler forward =
        (request, response) ->
            request
                .getRequestDispatcher("/target?page=2&client_id=other")
                .forward(request, response);
    try (Running running =
        start(
            container,
            app -> app.on("/token", forward).on("/target", FormReplayTest::parameters))) {
      Wire.Reply reply = running.send(Wire.form("/token?page=1", "client_id=svc"));
      assertThat(reply.line("map")).isEqualTo("{client_id=[other, svc], page=[2, 1]}");
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void everyDispatchAddsItsQueryToFormWithoutQuery(Container container) throws Exception {
    String target = "/target?page=2&scope=b";
    List<Handler> dispatches =
        List.of(
            (request, response) -> request.getRequestDispatcher(target).forward(request, response),
            (request, response) -> request.getRequestDispatcher(target).include(request, response),
            (request, response) -> request.startAsync(request, response).dispatch(target));
    for (Handler dispatch : dispatches) {
      Handler reading =
          (request, response) -> {
            assertThat(request.getParameterMap()).containsOnlyKeys("client_id", "scope");
            dispatch.handle(request, response);
          };
      try (Running running =
          start(
              container,
              app -> app.on("/token", reading).on("/target", FormReplayTest::parameters))) {
        Wire.Reply reply = running.send(Wire.form("/token", "client_id=svc&scope=a"));
        assertThat(reply.line("map")).isEqualTo("{client_id=[svc], page=[2], scope=[b, a]}");
        assertThat(reply.line("one")).isEqualTo("svc");
      }
    }
  }

  /** The filter reads the form in the second dispatch only. */
  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void dispatchFromPathWithoutBindingKeepsTheForm(Container container) throws Exception {
    String target = "/token?page=2&scope=b";
    List<Handler> dispatches =
        List.of(
            forward(target),
            (request, response) -> request.getRequestDispatcher(target).include(request, response),
            (request, response) -> request.startAsync(request, response).dispatch(target));
    for (Handler dispatch : dispatches) {
      try (Running running =
          start(
              container,
              app -> app.on("/plain", dispatch).on("/token", FormReplayTest::parameters))) {
        Wire.Reply reply = running.send(Wire.form("/plain?page=1", "client_id=svc&scope=a"));
        assertThat(reply.line("map")).isEqualTo("{client_id=[svc], page=[2, 1], scope=[b, a]}");
        assertThat(reply.line("one")).isEqualTo("svc");
      }
    }
  }

  @ExpectedLog({"code=token-unverified", "reason=form-malformed"})
  @ParameterizedTest
  @EnumSource
  void rejectsFormThatTheApplicationParsedBeforeItForwards(Container container) throws Exception {
    Handler parsing =
        (request, response) ->
            request.getRequestDispatcher("/token?page=2").forward(rereadable(request), response);
    try (Running running =
        start(
            container,
            app ->
                app.on("/plain", parsing)
                    .on("/token", (request, response) -> response.getWriter().write("ran")))) {
      assertInvalid(running.send(Wire.form("/plain", "client_id=svc")));
      assertInvalid(running.send(Wire.form("/plain?page=1", "client_id=svc")));
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void applicationReadsParameterThatAnEarlierFilterAdds(Container container) throws Exception {
    try (Running running =
        start(
            container,
            app ->
                app.before(passing(FormReplayTest::withPage))
                    .on("/token", FormReplayTest::parameters))) {
      Wire.Reply reply = running.send(Wire.form("/token", "client_id=svc"));
      assertThat(reply.line("map")).isEqualTo("{client_id=[svc], page=[3]}");
      assertThat(reply.line("query")).isEqualTo("3");
    }
  }

  /**
   * No wrapper shows that somebody added it. Jetty takes no request but its own and wrappers of it.
   */
  @ExpectedLog({"code=token-unverified", "reason=form-malformed"})
  @ParameterizedTest
  @EnumSource(names = "JETTY", mode = EnumSource.Mode.EXCLUDE)
  void rejectsFormWithAClientThatTheContainerHasAlready(Container container) throws Exception {
    try (Running running =
        start(
            container,
            app ->
                app.before(passing(FormReplayTest::withClient))
                    .on("/token", FormReplayTest::parameters))) {
      Wire.Reply reply = running.send(Wire.form("/token", "client_id=svc"));
      assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    }
  }

  /** Tomcat's own request has a client, which it shows before that of the form. */
  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource(names = "TOMCAT")
  void hidesClientThatAValveAdds(Container container) throws Exception {
    try (Running running =
        start(
            container,
            app ->
                app.initializer(context -> AddingValve.addTo(context, "client_id", "victim"))
                    .on("/token", FormReplayTest::parameters))) {
      Wire.Reply reply = running.send(Wire.form("/token", "client_id=svc"));
      assertThat(reply.line("map")).isEqualTo("{client_id=[svc]}");
      assertThat(reply.line("one")).isEqualTo("svc");
    }
  }

  /** Tomcat adds the query of a forward, and could show the client that it has, too. */
  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource(names = "TOMCAT")
  void forwardDoesNotShowClientThatAValveAdds(Container container) throws Exception {
    Handler reading =
        (request, response) ->
            response.getWriter().write(outcome(() -> request.getParameter("client_id")));
    for (String query : new String[] {"", "?page=2", "?client_id=other"}) {
      try (Running running =
          start(
              container,
              app ->
                  app.initializer(context -> AddingValve.addTo(context, "client_id", "victim"))
                      .on("/token", forward("/target" + query))
                      .on("/target", reading))) {
        assertThat(running.send(Wire.form("/token", "client_id=svc")).body())
            .isEqualTo("IllegalStateException");
      }
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void nestedDispatchesAddTheirQueriesToFormWithoutQuery(Container container) throws Exception {
    Handler including =
        (request, response) ->
            request.getRequestDispatcher("/target?scope=2").include(request, response);
    Handler asynchronous =
        (request, response) -> request.startAsync(request, response).dispatch("/target?scope=2");
    for (Handler second : List.of(forward("/target?scope=2"), including, asynchronous)) {
      try (Running running =
          start(
              container,
              app ->
                  app.on("/token", forward("/second?scope=1"))
                      .on("/second", second)
                      .on("/target", FormReplayTest::parameters))) {
        Wire.Reply reply = running.send(Wire.form("/token", "client_id=svc&scope=0"));
        assertThat(reply.line("map")).isEqualTo("{client_id=[svc], scope=[2, 1, 0]}");
      }
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void applicationReadsTheSameOctets(Container container) throws Exception {
    Handler octets =
        (request, response) -> {
          ServletInputStream in = request.getInputStream();
          boolean before = in.isFinished();
          String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          String reader = outcome(request::getReader);
          response
              .getWriter()
              .write("body=" + body + "\nbefore=" + before + "\nafter=" + in.isFinished());
          response.getWriter().write("\nreader=" + reader);
          response.getWriter().write("\nparameter=" + request.getParameter("client_id"));
          response.getWriter().write("\nparts=" + outcome(request::getParts));
        };
    try (Running running = start(container, app -> app.on("/token", octets))) {
      Wire.Reply reply = running.send(Wire.form("/token", BODY));
      assertThat(reply.line("body")).isEqualTo(BODY);
      assertThat(reply.line("before")).isEqualTo("false");
      assertThat(reply.line("after")).isEqualTo("true");
      assertThat(reply.line("reader")).isEqualTo("IllegalStateException");
      assertThat(reply.line("parameter")).isEqualTo("svc");
      assertThat(reply.line("parts"))
          .isIn("ServletException", "InvalidContentTypeException", "IllegalStateException");
    }
  }

  /** Spring Boot registers this filter, which parses the form of a request other than POST. */
  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void springsFormContentFilterReadsNoValueTwice(Container container) throws Exception {
    Consumer<ServletContext> spring =
        context ->
            context
                .addFilter("spring", new FormContentFilter())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    try (Running running =
        start(container, app -> app.initializer(spring).on("/api/*", FormReplayTest::parameters))) {
      for (String query : new String[] {"", "?", "?page=1"}) {
        Wire put =
            Wire.request("PUT", "/api/a" + query)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .bearer(UNBOUND)
                .body("client_id=svc&page=2");
        Wire.Reply reply = running.send(put);
        assertThat(reply.line("one")).as(reply.body()).isEqualTo("svc");
        assertThat(reply.line("query")).isEqualTo(query.length() > 1 ? "1,2" : "2");
        assertThat(reply.line("map")).startsWith("{client_id=[svc], page=[");
      }
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void applicationReadsTheSameCharacters(Container container) throws Exception {
    Handler characters =
        (request, response) -> {
          BufferedReader reader = request.getReader();
          boolean same = reader == request.getReader();
          String line = reader.readLine();
          String stream = outcome(request::getInputStream);
          response
              .getWriter()
              .write("line=" + line + "\nsame=" + same + "\nstream=" + stream + "\n");
        };
    try (Running running = start(container, app -> app.on("/token", characters))) {
      Wire.Reply reply = running.send(Wire.form("/token", BODY));
      assertThat(reply.line("line")).isEqualTo(BODY);
      assertThat(reply.line("same")).isEqualTo("true");
      assertThat(reply.line("stream")).isEqualTo("IllegalStateException");
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void callsReadListenerForBodyAndThenForEnd(Container container) throws Exception {
    Handler asynchronous =
        (request, response) -> {
          AsyncContext context = request.startAsync();
          ServletInputStream in = request.getInputStream();
          Collector collector = new Collector(in, context, response);
          in.setReadListener(collector);
          assertThat(outcome(() -> listen(in, collector))).isEqualTo("IllegalStateException");
        };
    try (Running running = start(container, app -> app.on("/token", asynchronous))) {
      Wire.Reply reply = running.send(Wire.form("/token", BODY));
      assertThat(reply.body()).isEqualTo("data,all:" + BODY);
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void rejectsReadListenerOfSynchronousRequest(Container container) throws Exception {
    Handler synchronous =
        (request, response) -> {
          ServletInputStream in = request.getInputStream();
          Collector collector = new Collector(in, null, response);
          String outcome = outcome(() -> listen(in, collector));
          response.getWriter().write(outcome);
        };
    try (Running running = start(container, app -> app.on("/token", synchronous))) {
      assertThat(running.send(Wire.form("/token", BODY)).body()).isEqualTo("IllegalStateException");
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void readsChunkedForm(Container container) throws Exception {
    try (Running running = start(container, app -> app.on("/token", FormReplayTest::parameters))) {
      Wire.Reply reply =
          running.send(chunked("/token", "6\r\nclient\r\n7\r\n_id=svc\r\n0\r\n\r\n"));
      assertThat(reply.line("map")).isEqualTo("{client_id=[svc]}");
    }
  }

  @ExpectedLog({"code=token-unverified", "reason=form-too-large"})
  @ParameterizedTest
  @EnumSource
  void appliesLimitBeforeReadingTheBody(Container container) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    try (Running running =
        start(container, app -> app.on("/*", (request, response) -> runs.incrementAndGet()))) {
      String start = "client_id=svc&a=";
      String most = start + "x".repeat(1024 - start.length());
      assertThat(running.send(Wire.form("/token", most)).status()).isEqualTo(200);
      assertThat(running.send(chunked("/token", chunk(most) + "0\r\n\r\n")).status())
          .isEqualTo(200);
      assertThat(runs).hasValue(2);

      Wire.Reply announced = running.send(Wire.form("/token", most + "x"));
      assertThat(announced.status()).isEqualTo(413);
      assertThat(announced.body()).contains("\"code\":\"form-too-large\"");
      assertThat(running.send(chunked("/token", chunk(most + "x") + "0\r\n\r\n")).status())
          .isEqualTo(413);
      // No end: the answer comes all the same.
      assertThat(running.send(chunked("/token", chunk(most) + chunk("xx"))).status())
          .isEqualTo(413);
      assertThat(running.send(Wire.form("/api/a", most + "x")).status()).isEqualTo(413);
      assertThat(runs).hasValue(2);
    }
  }

  @ExpectedLog({"code=token-unverified", "reason=form-malformed"})
  @ParameterizedTest
  @EnumSource
  void rejectsBodyThatAnotherComponentRead(Container container) throws Exception {
    AtomicInteger runs = new AtomicInteger();
    List<Handler> thieves =
        List.of(
            (request, response) -> request.getParameter("client_id"),
            (request, response) -> request.getInputStream().readAllBytes(),
            (request, response) -> request.getInputStream().readNBytes(4),
            (request, response) -> request.getReader().readLine());
    for (Handler thief : thieves) {
      try (Running running =
          start(
              container,
              app ->
                  app.before(new Before(thief))
                      .on("/*", (request, response) -> runs.incrementAndGet()))) {
        assertInvalid(running.send(Wire.form("/token", "a=1&client_id=svc")));
        assertInvalid(running.send(Wire.form("/token?a=b", "a=1&client_id=svc")));
      }
    }
    try (Running running =
        start(
            container,
            app ->
                app.before(new Before((request, response) -> request.getParameter("client_id")))
                    .on("/*", (request, response) -> runs.incrementAndGet()))) {
      assertInvalid(running.send(chunked("/token", chunk("a=1&client_id=svc") + "0\r\n\r\n")));
    }
    assertThat(runs).hasValue(0);
  }

  @ExpectedLog({"code=token-unverified", "reason=form-malformed"})
  @ParameterizedTest
  @EnumSource
  void rejectsFormThatAnotherComponentParsed(Container container) throws Exception {
    try (Running running =
        start(
            container,
            app ->
                app.before(passing(FormReplayTest::rereadable))
                    .on("/*", (request, response) -> response.getWriter().write("ran")))) {
      assertInvalid(running.send(Wire.form("/token", "client_id=svc")));
      assertInvalid(running.send(Wire.form("/token?a=b", "client_id=svc")));
      assertRefusesBrokenQuery(running.send(Wire.form("/token?a=%", "client_id=svc")));
    }
  }

  /** A container may refuse such a query itself. */
  void assertRefusesBrokenQuery(Wire.Reply reply) {
    assertInvalid(reply);
  }

  @ExpectedLog({"code=token-unverified", "reason=form-malformed"})
  @ParameterizedTest
  @EnumSource
  void rejectsFormThatIsNotUtf8(Container container) throws Exception {
    try (Running running = start(container, app -> app.on("/*", View::write))) {
      for (String type :
          new String[] {
            "application/x-www-form-urlencoded;charset=IBM037",
            "application/x-www-form-urlencoded; charset=UTF-16",
            "multipart/form-data; boundary=x",
            "text/plain"
          }) {
        assertInvalid(
            running.send(
                Wire.request("POST", "/token").header("Content-Type", type).body("client_id=svc")));
      }
      assertInvalid(running.send(Wire.form("/token", "client_id=svc&a=%zz")));
      assertInvalid(running.send(Wire.form("/token", "client_id=svc&a=%ff")));
      assertInvalid(running.send(Wire.form("/token", "client_id=svc&_charset_=IBM037")));
      assertInvalid(
          running.send(Wire.form("/token", "client_id=svc").header("Content-Encoding", "gzip")));
      assertInvalid(
          running.send(
              Wire.form("/token", "client_id=svc")
                  .header("Content-Type", "application/x-www-form-urlencoded")));
    }
  }

  @ExpectedLog("code=token-unverified")
  @ParameterizedTest
  @EnumSource
  void leavesBodyOnPathWithoutBinding(Container container) throws Exception {
    Handler echo =
        (request, response) -> response.getWriter().write(request.getReader().readLine());
    try (Running running = start(container, app -> app.on("/plain", echo))) {
      String large = "a=" + "x".repeat(5000);
      assertThat(running.send(Wire.form("/plain", large)).body()).isEqualTo(large);
    }
  }

  private static void assertInvalid(Wire.Reply reply) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).isEqualTo("{\"error\":\"invalid_request\"}");
    assertThat(reply.header("Content-Type")).startsWith("application/json");
  }

  private static Wire chunked(String target, String wire) {
    return Wire.request("POST", target)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Transfer-Encoding", "chunked")
        .rawBody(wire);
  }

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  static void parameters(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setCharacterEncoding("UTF-8");
    Map<String, String> sorted = new TreeMap<>();
    request.getParameterMap().forEach((name, values) -> sorted.put(name, Arrays.toString(values)));
    String[] pages = request.getParameterValues("page");
    response
        .getWriter()
        .write(
            "map="
                + sorted
                + "\none="
                + request.getParameter("client_id")
                + "\nabsent="
                + request.getParameter("absent")
                + "\nquery="
                + (pages == null ? "" : String.join(",", pages))
                + "\nnames="
                + Collections.list(request.getParameterNames()).size()
                + "\nlength="
                + request.getContentLength()
                + "\n");
  }

  private static Object listen(ServletInputStream in, ReadListener listener) {
    in.setReadListener(listener);
    return "set";
  }

  private interface Action {
    Object run() throws Exception;
  }

  private static String outcome(Action action) {
    try {
      return String.valueOf(action.run());
    } catch (Exception e) {
      return e.getClass().getSimpleName();
    }
  }

  record Running(Container.Running server, ProxyMtls engine, Fixture fixture)
      implements AutoCloseable {

    Wire.Reply send(Wire request) throws Exception {
      return Fixture.from(request, fixture.client).to(server);
    }

    @Override
    public void close() throws Exception {
      server.close();
      engine.close();
    }
  }

  Running start(Container container, java.util.function.UnaryOperator<WebApp> application)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    ProxyMtls engine =
        fixture
            .engine()
            .set("proxymtls.binding.clients", fixture.file("clients.json", CLIENTS))
            .set("proxymtls.binding.client-authentication", "/token, /token/*")
            .set("proxymtls.binding.protected-resources", "/api/*")
            .set("proxymtls.binding.unbound-tokens", "accept")
            .set("proxymtls.limits.form-body", "1KB")
            .build();
    return new Running(container.start(application.apply(WebApp.behind(engine))), engine, fixture);
  }

  private static final class Collector implements ReadListener {

    private final ServletInputStream in;
    private final AsyncContext context;
    private final HttpServletResponse response;
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final StringBuilder calls = new StringBuilder();

    Collector(ServletInputStream in, AsyncContext context, HttpServletResponse response) {
      this.in = in;
      this.context = context;
      this.response = response;
    }

    @Override
    public void onDataAvailable() throws IOException {
      calls.append("data,");
      byte[] buffer = new byte[7];
      while (in.isReady() && !in.isFinished()) {
        int count = in.read(buffer);
        if (count > 0) {
          octets.write(buffer, 0, count);
        }
      }
    }

    @Override
    public void onAllDataRead() throws IOException {
      response.getWriter().write(calls + "all:" + octets.toString(StandardCharsets.UTF_8));
      context.complete();
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }
  }

  private static final class Before extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient Handler action;

    Before(Handler action) {
      this.action = action;
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      action.handle(request, response);
      chain.doFilter(request, response);
    }
  }

  private static Handler forward(String target) {
    return (request, response) -> request.getRequestDispatcher(target).forward(request, response);
  }

  /** Replaces a request. */
  private interface Replacement {

    HttpServletRequest of(HttpServletRequest request) throws IOException;
  }

  /** Passes on another request. */
  private static Filter passing(Replacement other) {
    return (request, response, chain) ->
        chain.doFilter(other.of((HttpServletRequest) request), response);
  }

  /** Adds a parameter of its own. */
  private static HttpServletRequest withPage(HttpServletRequest request) {
    return new HttpServletRequestWrapper(request) {
      @Override
      public String[] getParameterValues(String name) {
        return "page".equals(name) ? new String[] {"3"} : null;
      }

      @Override
      public Map<String, String[]> getParameterMap() {
        return Map.of("page", new String[] {"3"});
      }
    };
  }

  /** Returns a request that is no wrapper and has another client. */
  private static HttpServletRequest withClient(HttpServletRequest request) {
    Map<String, String[]> added = Map.of("client_id", new String[] {"victim"});
    InvocationHandler calls =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getParameterNames" -> Collections.enumeration(added.keySet());
              case "getParameterValues" -> added.get(arguments[0]);
              default -> method.invoke(request, arguments);
            };
    Class<?>[] type = {HttpServletRequest.class};
    return (HttpServletRequest)
        Proxy.newProxyInstance(FormReplayTest.class.getClassLoader(), type, calls);
  }

  /** Lets the container parse the form, and still offers its octets to the next. */
  private static HttpServletRequest rereadable(HttpServletRequest request) throws IOException {
    byte[] octets = request.getInputStream().readAllBytes();
    return new HttpServletRequestWrapper(request) {
      @Override
      public ServletInputStream getInputStream() {
        return new ReplayStream(octets, request);
      }

      @Override
      public String[] getParameterValues(String name) {
        return "client_id".equals(name) ? new String[] {"somebody-else"} : null;
      }
    };
  }
}
