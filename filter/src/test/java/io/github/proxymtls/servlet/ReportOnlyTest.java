package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code proxymtls.report-only}: the request passes as it came, the decision is only logged. */
class ReportOnlyTest {

  @TempDir Path folder;

  @ExpectedLog({"code=report-only", "reason=proxy-credential-missing"})
  @ParameterizedTest
  @EnumSource
  void passesTheRequestUnchanged(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().set("proxymtls.report-only", "true").build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply reply = Wire.get("/a").header("Client-Cert", "forged").to(server);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.line("header.Client-Cert")).isEqualTo("forged [forged]");
      assertThat(reply.line("certificates")).isEqualTo("none");
      assertThat(reply.header("Cache-Control")).isNull();
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("would-reject reason=proxy-credential-missing"))
          .hasSize(1);
    }
  }

  @ExpectedLog("code=report-only")
  @ParameterizedTest
  @EnumSource
  void doesNotShowAcceptedCertificate(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().set("proxymtls.report-only", "true").build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply reply = Fixture.from(Wire.get("/a"), fixture.client).to(server);
      assertThat(reply.line("certificates")).isEqualTo("none");
      assertThat(reply.line("principal")).isEqualTo("null");
      assertThat(reply.line("scheme")).isEqualTo("http");
      assertThat(log.lines()).noneMatch(line -> line.contains("reject"));
    }
  }

  @ExpectedLog({"code=report-only", "reason=client-unknown", "reason=form-malformed"})
  @ParameterizedTest
  @EnumSource
  void replaysFormThatTheFilterRead(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler echo =
        (request, response) ->
            response
                .getWriter()
                .write(
                    request.getParameter("client_id")
                        + " "
                        + new String(
                            request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = withoutClients(fixture);
        Container.Running server = container.start(WebApp.behind(engine).on("/*", echo))) {
      Wire.Reply reply =
          Fixture.from(Wire.form("/token", "client_id=svc"), fixture.client).to(server);
      assertThat(reply.body()).isEqualTo("svc client_id=svc");
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("would-reject reason=client-unknown"))
          .hasSize(1);
      Wire.Reply chunked =
          Fixture.from(Wire.request("POST", "/token"), fixture.client)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Transfer-Encoding", "chunked")
              .rawBody("d\r\nclient_id=svc\r\n0\r\n\r\n")
              .to(server);
      assertThat(chunked.body()).startsWith("svc");
    }
  }

  private static ProxyMtls withoutClients(Fixture fixture) throws IOException {
    return fixture
        .engine()
        .set("proxymtls.report-only", "true")
        .set("proxymtls.binding.clients", fixture.file("clients.json", "[]"))
        .set("proxymtls.binding.client-authentication", "/token")
        .build();
  }

  /** An enforcing filter hides it, because it has not decided on it. */
  @ExpectedLog({"code=report-only", "reason=client-unknown"})
  @ParameterizedTest
  @EnumSource(names = "TOMCAT")
  void keepsParameterThatAValveAdds(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler names =
        (request, response) ->
            response.getWriter().write(request.getParameterMap().keySet().toString());
    try (ProxyMtls engine = withoutClients(fixture);
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .initializer(context -> AddingValve.addTo(context, "tenant", "a"))
                    .on("/*", names))) {
      Wire form = Wire.form("/token", "client_id=svc");
      assertThat(Fixture.from(form, fixture.client).to(server).body())
          .isEqualTo("[tenant, client_id]");
    }
  }

  @ExpectedLog({"code=report-only", "reason=certificate-required"})
  @ParameterizedTest
  @EnumSource
  void reportsRequestOnceAcrossDispatches(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = fixture.engine().set("proxymtls.report-only", "true").build();
        Container.Running server =
            container.start(
                WebApp.behind(new ProxyMtlsFilter(engine), new ProxyMtlsFilter(engine))
                    .on(
                        "/forward",
                        (request, response) ->
                            request.getRequestDispatcher("/view").forward(request, response))
                    .on("/view", View::write))) {
      Wire.Reply reply = Wire.get("/forward").to(server);
      assertThat(reply.line("dispatcher")).isEqualTo("FORWARD");
      assertThat(log.lines()).filteredOn(line -> line.startsWith("would-reject")).hasSize(1);
    }
  }
}
