package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code proxymtls.client.session}. */
@AllowedLog("Unable to release Session")
@Tag("slow")
class SessionTest {

  @TempDir Path folder;

  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void bindsSessionToTheClientThatFirstUsedIt(Container container) throws Exception {
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

  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void keepsSessionForRenewedCertificate(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held renewed =
        fixture.root.client("svc").subject("CN=svc,O=Acme").dns("svc.example").issue();
    Pki.Held first = fixture.root.client("a").dns("a.example").uri("spiffe://example/a").issue();
    Pki.Held reordered =
        fixture.root.client("a").uri("spiffe://example/a").dns("a.example").issue();
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(Fixture.from(Wire.get("/session"), fixture.client).to(server));
      assertThat(with(cookie, renewed, "/session").to(server).body()).isEqualTo("kept");
      String other = cookie(Fixture.from(Wire.get("/session"), first).to(server));
      assertThat(with(other, reordered, "/session").to(server).body()).isEqualTo("kept");
      assertMismatch(with(other, renewed, "/session").to(server));
    }
  }

  /** Many authorities issue empty or equal subjects. */
  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void separatesSessionsOfSpiffeIdsWithTheSameSubject(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held first = fixture.root.client("workload").uri("spiffe://example/a").issue();
    Pki.Held second = fixture.root.client("workload").uri("spiffe://example/b").issue();
    Pki.Held both =
        fixture.root.client("workload").uri("spiffe://example/a").uri("spiffe://example/b").issue();
    Pki.Held otherName =
        fixture
            .root
            .client("workload")
            .uri("spiffe://example/a")
            .otherName("1.3.6.1.4.1.311.20.2.3", "b@example")
            .issue();
    Pki.Held none = fixture.root.client("workload").issue();
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(Fixture.from(Wire.get("/session"), first).to(server));
      for (Pki.Held other : List.of(second, both, otherName, none)) {
        assertMismatch(with(cookie, other, "/session").to(server));
      }
      assertThat(with(cookie, first, "/session").to(server).body()).isEqualTo("kept");
    }
  }

  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void separatesSessionsOfTheSameNameUnderTwoAnchors(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held first = fixture.root.client("svc").dns("svc.example").issue();
    Pki.Held second = fixture.services.client("svc").dns("svc.example").issue();
    String anchors = fixture.root.pem() + fixture.services.pem();
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.client.trust-anchors", fixture.file("both.pem", anchors))
                .build();
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(Fixture.from(Wire.get("/session"), first).to(server));
      assertMismatch(with(cookie, second, "/session").to(server));
    }
  }

  /** No two clients could share a session by having no name (RFC 5280 section 4.1.2.6). */
  @ExpectedLog("reason=certificate-untrusted")
  @ParameterizedTest
  @EnumSource
  void rejectsSessionOfCertificateWithoutName(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held nameless = fixture.root.client("svc").subject("").issue();
    try (ProxyMtls engine = fixture.engine().set("proxymtls.client.principal", "sha256").build();
        Container.Running server = container.start(application(engine))) {
      Wire.Reply reply = Fixture.from(Wire.get("/session"), nameless).to(server);
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).contains("\"code\":\"certificate-untrusted\"");
    }
  }

  /** Without a validated path no name is proved. */
  @ExpectedLog({"code=not-in-force", "reason=session-mismatch"})
  @ParameterizedTest
  @EnumSource
  void bindsSessionToTheCertificateUnderTheProxysVerdict(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held first = fixture.root.client("svc").dns("svc.example").issue();
    Pki.Held renewed = fixture.root.client("svc").dns("svc.example").issue();
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.format", "nginx")
                .set("proxymtls.client.validation", "proxy")
                .build();
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(verified(Wire.get("/session"), first).to(server));
      assertThat(verified(Wire.get("/session").header("Cookie", cookie), first).to(server).body())
          .isEqualTo("kept");
      assertMismatch(verified(Wire.get("/session").header("Cookie", cookie), renewed).to(server));
    }
  }

  private static Wire verified(Wire request, Pki.Held certificate) {
    String pem = URLEncoder.encode(certificate.certificatePem(), StandardCharsets.US_ASCII);
    return Fixture.credential(request)
        .header("ssl-client-verify", "SUCCESS")
        .header("ssl-client-cert", pem.replace("+", "%20"));
  }

  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void bindsSessionOfPinnedCertificateToThatCertificate(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held first = fixture.pki.selfSigned("kiosk").issue();
    Pki.Held second = fixture.pki.selfSigned("kiosk").issue();
    String clients =
        """
        [{"client_id": "kiosk", "token_endpoint_auth_method": "self_signed_tls_client_auth",
          "jwks": {"keys": [{"x5t#S256": "%s"}, {"x5t#S256": "%s"}]}}]
        """
            .formatted(first.thumbprint(), second.thumbprint());
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.client.self-signed", "pinned")
                .set("proxymtls.binding.clients", fixture.file("clients.json", clients))
                .set("proxymtls.binding.client-authentication", "/session")
                .build();
        Container.Running server = container.start(application(engine))) {
      Wire login = Wire.form("/session", "client_id=kiosk");
      String cookie = cookie(Fixture.from(login, first).to(server));
      Wire.Reply other =
          Fixture.from(Wire.form("/session", "client_id=kiosk").header("Cookie", cookie), second)
              .to(server);
      assertThat(other.status()).isEqualTo(401);
      assertThat(
              Fixture.from(Wire.form("/session", "client_id=kiosk").header("Cookie", cookie), first)
                  .to(server)
                  .body())
          .isEqualTo("kept");
    }
  }

  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void bindsAnonymousSessionAtItsFirstUseWithCertificate(Container container) throws Exception {
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

  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void excludedPathNeitherBindsNorChecksSession(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      String cookie = cookie(Fixture.from(Wire.get("/open/session"), fixture.client).to(server));
      assertThat(with(cookie, fixture.other, "/session").to(server).body()).isEqualTo("kept");
      assertThat(with(cookie, fixture.client, "/open/session").to(server).body()).isEqualTo("kept");
      assertMismatch(with(cookie, fixture.client, "/session").to(server));
    }
  }

  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void bindsNewSessionAndChangedSessionId(Container container) throws Exception {
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
  void ignoresUnknownSessionId(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture, "bound");
        Container.Running server = container.start(application(engine))) {
      assertThat(with("JSESSIONID=unknown", fixture.other, "/plain").to(server).status())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void bindsNoSessionIfFree(Container container) throws Exception {
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
  void doesNotReturnSessionThatWasBoundConcurrently(Container container) throws Exception {
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
