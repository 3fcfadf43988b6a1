package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several proxies at once, through the container. */
@Tag("slow")
class ProfilesTest {

  private static final String MESH_CREDENTIAL = "X-Mesh-Authorization";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void showsTheProfileToTheApplication(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = engine(fixture).build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .on(
                        "/*",
                        (request, response) -> {
                          Object client = request.getAttribute(ClientIdentity.ATTRIBUTE);
                          response
                              .getWriter()
                              .write("profile=" + ((ClientIdentity) client).profile());
                        }))) {
      assertThat(edge(Wire.get("/a"), fixture.client).to(server).line("profile")).isEqualTo("edge");
      assertThat(mesh(Wire.get("/a"), fixture.service).to(server).line("profile"))
          .isEqualTo("mesh");
    }
  }

  @ParameterizedTest
  @EnumSource
  void hidesHeadersOfEveryProfileOnEveryPath(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            engine(fixture)
                .set("proxymtls.paths.exclude", "/open/*")
                .set("proxymtls.client.certificate", "optional")
                .set("proxymtls.proxy.untrusted-peer", "strip")
                .build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      List<String> all =
          List.of(
              "client-cert",
              "client-cert-chain",
              "ssl-client-cert",
              "ssl-client-verify",
              "proxy-authorization",
              "x-mesh-authorization",
              "x_mesh_authorization");
      Wire open = Wire.get("/open/a");
      all.forEach(name -> open.header(name, "x"));
      Wire unauthenticated = Wire.get("/a");
      all.stream()
          .filter(name -> !name.endsWith("authorization"))
          .forEach(name -> unauthenticated.header(name, "x"));

      for (Wire request :
          List.of(
              open,
              unauthenticated,
              edge(Wire.get("/a"), fixture.client),
              mesh(Wire.get("/a"), fixture.service))) {
        Wire.Reply reply = request.to(server);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.line("headers")).doesNotContain(all);
        assertThat(reply.line("header.Client-Cert")).isEqualTo("null []");
        assertThat(reply.line("header.Proxy-Authorization")).isEqualTo("null []");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsProfilesFromInitParameters(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Map<String, String> parameters =
        Map.of(
            "proxymtls.profiles", "edge",
            "proxymtls.profile.edge.format", "rfc9440",
            "proxymtls.profile.edge.proxy.authentication", "basic",
            "proxymtls.profile.edge.proxy.basic.user", "edge-1",
            "proxymtls.profile.edge.proxy.basic.password-hash", Fixture.HASH);
    Map<String, String> shared =
        Map.of("proxymtls.client.trust-anchors", fixture.file("root.pem", fixture.root.pem()));
    try (Container.Running server =
        container.start(
            WebApp.behind(new ProxyMtlsFilter())
                .filterParameters(parameters)
                .contextParameters(shared)
                .on("/*", View::write))) {
      assertThat(edge(Wire.get("/a"), fixture.client).to(server).line("principal"))
          .isEqualTo("CN=svc,O=Acme");
    }
  }

  /** The client makes the edge drop its own lines and adds those of the other profile. */
  @ExpectedLog({
    "reason=header-foreign",
    "reason=proxy-ambiguous",
    "reason=proxy-credential-missing",
    "reason=proxy-credential-wrong"
  })
  @ParameterizedTest
  @EnumSource
  void rejectsHeadersOfAnotherProfile(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine = engine(fixture).build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply foreign =
          edge(Wire.get("/a"), fixture.client)
              .header("ssl-client-cert", escaped(fixture.service))
              .to(server);
      assertThat(foreign.status()).isEqualTo(400);
      assertThat(foreign.body()).contains("\"code\":\"header-foreign\"");

      Wire.Reply two =
          edge(Wire.get("/a"), fixture.client)
              .header(MESH_CREDENTIAL, Fixture.basic("mesh-1:" + Fixture.SECRET))
              .to(server);
      assertThat(two.status()).isEqualTo(400);
      assertThat(two.body()).contains("\"code\":\"proxy-not-trusted\"");

      Wire.Reply wrong =
          edge(Wire.get("/a"), fixture.client)
              .header(MESH_CREDENTIAL, Fixture.basic("mesh-1:guessed"))
              .to(server);
      assertThat(wrong.status()).isEqualTo(403);

      Wire.Reply dropped =
          Wire.get("/a").header("ssl-client-cert", escaped(fixture.service)).to(server);
      assertThat(dropped.status()).isEqualTo(403);
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("rejected "))
          .satisfiesExactly(
              line -> assertThat(line).contains("reason=header-foreign", " profile=edge "),
              line -> assertThat(line).contains("reason=proxy-ambiguous", " profile=none "),
              line -> assertThat(line).contains("reason=proxy-credential-wrong", " profile=none "),
              line ->
                  assertThat(line).contains("reason=proxy-credential-missing", " profile=none "));
    }
  }

  @ExpectedLog({
    "code=report-only",
    "reason=certificate-untrusted",
    "reason=path-ambiguous",
    "reason=proxy-credential-missing",
    "reason=proxy-credential-wrong"
  })
  @ParameterizedTest
  @EnumSource
  void reportOnlyOfOneProfilePassesRequestsOfThatProfileOnly(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine =
            engine(fixture)
                .set("proxymtls.profile.edge.report-only", "true")
                .set("proxymtls.paths.exclude", "/open/*")
                .build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply reported = edge(Wire.get("/a"), fixture.service).to(server);
      assertThat(reported.status()).isEqualTo(200);
      assertThat(reported.line("header.Client-Cert")).startsWith(":");
      Wire.Reply accepted = edge(Wire.get("/a"), fixture.client).to(server);
      assertThat(accepted.line("header.Client-Cert")).startsWith(":");

      assertThat(mesh(Wire.get("/a"), fixture.client).to(server).status()).isEqualTo(403);
      assertThat(mesh(Wire.get("/a"), fixture.service).to(server).line("headers"))
          .doesNotContain("ssl-client-cert");
      assertThat(Wire.get("/a").header("Client-Cert", "forged").to(server).status()).isEqualTo(403);
      assertThat(
              Wire.get("/a")
                  .header("Client-Cert", "forged")
                  .header(Fixture.CREDENTIAL_HEADER, Fixture.basic("edge-1:guessed"))
                  .to(server)
                  .status())
          .isEqualTo(403);
      assertThat(edge(Wire.get("/a/../b"), fixture.client).to(server).status()).isEqualTo(400);
      assertThat(Wire.get("/open/a").header("Client-Cert", "forged").to(server).line("headers"))
          .doesNotContain("client-cert");
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("would-reject "))
          .singleElement()
          .satisfies(
              line -> assertThat(line).contains("reason=certificate-untrusted", " profile=edge "));
    }
  }

  /** A report-only profile gets its body whole, another one is still read up to the limit. */
  @ExpectedLog({"code=report-only", "reason=form-malformed", "reason=form-too-large"})
  @ParameterizedTest
  @EnumSource
  void readsBodyOfUnknownLengthOnlyIfSomethingIsEnforced(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler echo =
        (request, response) -> response.getWriter().write("x=" + request.getParameter("x"));
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine =
            engine(fixture)
                .set("proxymtls.profile.edge.report-only", "true")
                .set("proxymtls.limits.form-body", "8")
                .set("proxymtls.binding.clients", fixture.file("clients.json", "[]"))
                .set("proxymtls.binding.client-authentication", "/token")
                .build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", echo))) {
      assertThat(chunked(edge(Wire.request("POST", "/token"), fixture.client)).to(server).body())
          .isEqualTo("x=0123456789");
      assertThat(chunked(mesh(Wire.request("POST", "/token"), fixture.service)).to(server).status())
          .isEqualTo(413);
      assertThat(log.lines()).anyMatch(line -> line.startsWith("would-reject "));
    }
  }

  @ExpectedLog("reason=session-mismatch")
  @ParameterizedTest
  @EnumSource
  void bindsSessionToItsProfile(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler session =
        (request, response) -> response.getWriter().write("new=" + request.getSession().isNew());
    try (LogCapture log = LogCapture.open();
        ProxyMtls engine =
            engine(fixture)
                .set(
                    "proxymtls.profile.mesh.client.trust-anchors",
                    fixture.file("all.pem", fixture.root.pem()))
                .build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", session))) {
      Wire.Reply first = edge(Wire.get("/a"), fixture.client).to(server);
      String cookie = first.header("Set-Cookie").split(";", 2)[0];

      assertThat(
              edge(Wire.get("/a"), fixture.client).header("Cookie", cookie).to(server).line("new"))
          .isEqualTo("false");
      assertThat(mesh(Wire.get("/a"), fixture.client).to(server).status()).isEqualTo(200);
      assertThat(mesh(Wire.get("/a"), fixture.client).header("Cookie", cookie).to(server).status())
          .isEqualTo(403);
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("rejected "))
          .singleElement()
          .satisfies(
              line -> assertThat(line).contains("reason=session-mismatch", " profile=mesh "));
    }
  }

  private static Wire chunked(Wire request) {
    return request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Transfer-Encoding", "chunked")
        .rawBody("c\r\nx=0123456789\r\n0\r\n\r\n");
  }

  /** Two proxies with credentials in headers of their own; each knows clients of its own. */
  private static ProxyMtls.Builder engine(Fixture fixture) {
    return ProxyMtls.builder()
        .set("proxymtls.profiles", "edge,mesh")
        .set("proxymtls.proxy.authentication", "basic")
        .set("proxymtls.proxy.basic.password-hash", Fixture.HASH)
        .set("proxymtls.profile.edge.format", "rfc9440")
        .set("proxymtls.profile.edge.proxy.basic.user", "edge-1")
        .set(
            "proxymtls.profile.edge.client.trust-anchors",
            fixture.file("root.pem", fixture.root.pem()))
        .set("proxymtls.profile.mesh.format", "nginx")
        .set("proxymtls.profile.mesh.proxy.basic.user", "mesh-1")
        .set("proxymtls.profile.mesh.proxy.basic.header", MESH_CREDENTIAL)
        .set(
            "proxymtls.profile.mesh.client.trust-anchors",
            fixture.file("services.pem", fixture.services.pem()));
  }

  private static Wire edge(Wire request, Pki.Held certificate) {
    return Fixture.from(request, certificate);
  }

  private static Wire mesh(Wire request, Pki.Held certificate) {
    return request
        .header(MESH_CREDENTIAL, Fixture.basic("mesh-1:" + Fixture.SECRET))
        .header("ssl-client-cert", escaped(certificate))
        .header("ssl-client-verify", "SUCCESS");
  }

  private static String escaped(Pki.Held certificate) {
    return URLEncoder.encode(certificate.certificatePem(), StandardCharsets.US_ASCII)
        .replace("+", "%20");
  }
}
