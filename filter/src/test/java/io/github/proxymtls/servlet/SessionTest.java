package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code proxymtls.client.session}. */
class SessionTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aSessionBelongsToTheCertificateThatFirstUsedIt(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(Fixture.from(Wire.get("/session"), fixture.client).to(server));

      assertThat(with(cookie, fixture.client, "/session").to(server).body()).isEqualTo("kept");
      assertMismatch(with(cookie, fixture.other, "/session").to(server));
      assertMismatch(with(cookie, fixture.other, "/plain").to(server));
      assertMismatch(with(cookie, null, "/session").to(server));
      assertMismatch(Wire.get("/session").header("Cookie", cookie).to(server));
      assertThat(with(cookie, fixture.client, "/session").to(server).body()).isEqualTo("kept");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnonymousSessionIsBoundAtItsFirstUseWithACertificate(Container container)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(Wire.get("/session").to(server));
      assertThat(Wire.get("/session").header("Cookie", cookie).to(server).body()).isEqualTo("kept");
      assertThat(with(cookie, fixture.client, "/session").to(server).body()).isEqualTo("kept");
      assertMismatch(Wire.get("/session").header("Cookie", cookie).to(server));
      assertMismatch(with(cookie, fixture.other, "/session").to(server));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExcludedPathNeitherRecordsNorChecks(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(Fixture.from(Wire.get("/open/session"), fixture.client).to(server));
      assertThat(with(cookie, fixture.other, "/session").to(server).body()).isEqualTo("kept");
      assertThat(with(cookie, fixture.client, "/open/session").to(server).body()).isEqualTo("kept");
      assertMismatch(with(cookie, fixture.client, "/session").to(server));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChangedSessionIdAndANewSessionStayBound(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      String first = cookie(Fixture.from(Wire.get("/session"), fixture.client).to(server));
      String changed = cookie(with(first, fixture.client, "/changed").to(server));
      assertThat(changed).isNotEqualTo(first);
      assertMismatch(with(changed, fixture.other, "/session").to(server));
      String renewed = cookie(with(changed, fixture.client, "/renewed").to(server));
      assertMismatch(with(renewed, fixture.other, "/session").to(server));
      assertThat(with(renewed, fixture.client, "/session").to(server).body()).isEqualTo("kept");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownSessionIsNoSession(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      assertThat(with("JSESSIONID=unknown", fixture.other, "/plain").to(server).status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void freeSessionsAreNobodys(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture, "free");
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(Fixture.from(Wire.get("/session"), fixture.client).to(server));
      assertThat(with(cookie, fixture.other, "/session").to(server).body()).isEqualTo("kept");
    }
  }

  /** Both requests found the session free; the second to use it does not get it. */
  @ParameterizedTest
  @EnumSource
  void aSessionThatWasBoundMeanwhileIsNotHandedOut(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    AtomicReference<Container.Running> running = new AtomicReference<>();
    Handler race =
        (request, response) -> {
          String cookie = request.getHeader("Cookie");
          try {
            with(cookie, fixture.other, "/session").to(running.get());
          } catch (Exception failure) {
            throw new AssertionError(failure);
          }
          String created;
          try {
            created = request.getSession().getId();
          } catch (IllegalStateException refused) {
            created = "refused";
          }
          response.getWriter().write(request.getSession(false) + " " + created);
        };
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine).on("/race", race))) {
      running.set(server);
      String cookie = cookie(Wire.get("/session").to(server));
      assertThat(with(cookie, fixture.client, "/race").to(server).body()).isEqualTo("null refused");
    }
  }

  private static ProxyMtls engine(Fixture fixture, String session) {
    return fixture
        .engine()
        .set("proxymtls.client.session", session)
        .set("proxymtls.client.certificate", "optional")
        .set("proxymtls.paths.exclude", "/open/*")
        .build();
  }

  private static WebApp application(ProxyMtls engine) {
    Handler session =
        (request, response) ->
            response.getWriter().write(request.getSession().isNew() ? "new" : "kept");
    return WebApp.behind(engine)
        .on("/session", session)
        .on("/open/session", session)
        .on("/plain", (request, response) -> response.getWriter().write("ok"))
        .on(
            "/changed",
            (request, response) -> response.getWriter().write(request.changeSessionId()))
        .on(
            "/renewed",
            (request, response) -> {
              request.getSession().invalidate();
              response.getWriter().write(request.getSession(true).getId());
            });
  }

  private static Wire with(String cookie, Pki.Held certificate, String path) {
    Wire request = Wire.get(path).header("Cookie", cookie);
    return certificate == null ? Fixture.credential(request) : Fixture.from(request, certificate);
  }

  private static String cookie(Wire.Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    String header = reply.header("Set-Cookie");
    assertThat(header).startsWith("JSESSIONID=");
    return header.substring(0, header.indexOf(';') < 0 ? header.length() : header.indexOf(';'));
  }

  private static void assertMismatch(Wire.Reply reply) {
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("\"code\":\"session-mismatch\"");
  }
}
