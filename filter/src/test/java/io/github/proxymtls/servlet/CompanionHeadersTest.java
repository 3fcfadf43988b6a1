package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Headers in which a proxy forwards names that it took from the certificate. */
@Tag("slow")
class CompanionHeadersTest {

  private static final String SUBJECT = "Cf-Cert-Subject-DN";
  private static final String HIDDEN = "X-Corp-User";

  /** The companion and the hidden header in every spelling. */
  private static final List<String> SPELLINGS =
      List.of(
          SUBJECT,
          "cf-cert-subject-dn",
          "CF_CERT_SUBJECT_DN",
          "Cf-Cert.Subject-Dn",
          HIDDEN,
          "x-corp-user",
          "X_Corp-User");

  @TempDir Path folder;

  @ExpectedLog("reason=proxy-credential-missing")
  @ParameterizedTest
  @EnumSource
  void rejectsCompanionFromUnauthenticatedPeer(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = optional(fixture).build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      assertThat(Wire.get("/a").to(server).status()).isEqualTo(200);
      for (String name : SPELLINGS) {
        Wire.Reply reply = Wire.get("/a").header(name, "CN=admin").to(server);
        assertThat(reply.status()).as(name).isEqualTo(403);
        assertThat(reply.body()).as(name).contains("\"code\":\"proxy-not-trusted\"");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void stripsCompanionOfUnauthenticatedPeer(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    for (String companions : List.of("hide", "pass")) {
      try (ProxyMtls engine =
              optional(fixture)
                  .set("proxymtls.header.companions", companions)
                  .set("proxymtls.proxy.untrusted-peer", "strip")
                  .build();
          Container.Running server = container.start(app(engine))) {
        Wire.Reply plain = Wire.get("/a").to(server);
        Wire.Reply forged = spelled(Wire.get("/a")).to(server);
        assertThat(plain.status()).isEqualTo(200);
        assertThat(forged.body()).as(companions).isEqualTo(plain.body());
      }
    }
  }

  /** The filter reads no companion header, so it also hides one in several lines or spellings. */
  @ParameterizedTest
  @EnumSource
  void hidesCompanionOfAuthenticatedProxyOnEveryPath(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            optional(fixture).set("proxymtls.paths.exclude", "/excluded/*").build();
        Container.Running server = container.start(app(engine))) {
      for (String path :
          List.of("/a", "/excluded/a", "/forward?to=/a", "/excluded/forward?to=/excluded/a")) {
        Wire.Reply plain = Fixture.from(Wire.get(path), fixture.client).to(server);
        Wire.Reply reply = spelled(Fixture.from(Wire.get(path), fixture.client)).to(server);
        assertThat(reply.status()).as(path).isEqualTo(200);
        assertThat(reply.body()).as(path).isEqualTo(plain.body());
        assertThat(reply.line("subject")).as(path).isEqualTo("null [] -1 -1 []");
      }
    }
  }

  @ExpectedLog("reason=proxy-credential-missing")
  @ParameterizedTest
  @EnumSource
  void passesCompanionOfAuthenticatedProxyAlone(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            optional(fixture)
                .set("proxymtls.header.companions", "pass")
                .set("proxymtls.paths.exclude", "/excluded/*")
                .build();
        Container.Running server = container.start(app(engine))) {
      for (String path : List.of("/a", "/forward?to=/a", "/excluded/forward?to=/a")) {
        Wire.Reply reply = sent(Fixture.from(Wire.get(path), fixture.client)).to(server);
        assertThat(reply.status()).as(path).isEqualTo(200);
        assertThat(reply.line("subject")).as(path).startsWith("7 [7] 7 ").endsWith("[]");
        assertThat(reply.line("hidden")).as(path).isEqualTo("null");
      }
      Wire.Reply anonymous = sent(Fixture.credential(Wire.get("/a"))).to(server);
      assertThat(anonymous.line("subject")).startsWith("7 [7] 7 ");

      for (String path : List.of("/excluded/a", "/excluded/forward?to=/excluded/a")) {
        Wire.Reply excluded = sent(Fixture.from(Wire.get(path), fixture.client)).to(server);
        assertThat(excluded.line("subject")).as(path).isEqualTo("null [] -1 -1 []");
      }
      assertThat(sent(Wire.get("/a")).to(server).status()).isEqualTo(403);
    }
  }

  /** The application reads it, so the rules for headers that the filter reads hold for it. */
  @ExpectedLog({"reason=header-duplicate", "reason=header-hop-by-hop", "reason=header-twin"})
  @ParameterizedTest
  @EnumSource
  void rejectsPassedCompanionThatIsAmbiguous(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = optional(fixture).set("proxymtls.header.companions", "pass").build();
        Container.Running server = container.start(app(engine))) {
      Wire.Reply twice =
          sent(Fixture.from(Wire.get("/a"), fixture.client))
              .header("cf-cert-subject-dn", "8")
              .to(server);
      assertThat(twice.status()).isEqualTo(400);
      assertThat(twice.body()).contains("\"code\":\"header-duplicate\"");

      Wire.Reply twin =
          Fixture.from(Wire.get("/a"), fixture.client).header("Cf_Cert_Subject_DN", "8").to(server);
      assertThat(twin.status()).isEqualTo(400);
      assertThat(twin.body()).contains("\"code\":\"header-twin\"");

      Wire.Reply named =
          sent(Fixture.from(Wire.get("/a"), fixture.client))
              .header("Connection", SUBJECT)
              .to(server);
      assertThat(named.status()).isEqualTo(400);
      assertThat(named.body()).contains("\"code\":\"header-hop-by-hop\"");
    }
  }

  /** A trailer is the client's: no proxy takes it from a certificate. */
  @ParameterizedTest
  @EnumSource
  void hidesPassedCompanionAmongTrailers(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler trailers =
        (request, response) -> {
          request.getInputStream().readAllBytes();
          response.getWriter().write("trailers=" + request.getTrailerFields().keySet());
        };
    try (ProxyMtls engine = optional(fixture).set("proxymtls.header.companions", "pass").build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", trailers))) {
      Wire.Reply reply =
          Fixture.from(Wire.request("POST", "/t"), fixture.client)
              .header("Transfer-Encoding", "chunked")
              .rawBody("1\r\na\r\n0\r\nX-Digest: 1\r\n" + SUBJECT + ": 7\r\n\r\n")
              .to(server);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.line("trailers")).isEqualToIgnoringCase("[x-digest]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void passesCompanionsOfTheProxysOwnProfileOnly(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            optional(fixture)
                .set("proxymtls.profiles", "edge,mesh")
                .set("proxymtls.header.companions", "pass")
                .set("proxymtls.profile.mesh.format", "google-cloud")
                .set("proxymtls.profile.mesh.proxy.basic.header", "X-Mesh-Authorization")
                .set("proxymtls.profile.mesh.proxy.basic.user", "mesh-1")
                .set("proxymtls.profile.mesh.proxy.basic.password-hash", Fixture.HASH)
                .build();
        Container.Running server = container.start(app(engine))) {
      Wire.Reply edge =
          sent(Fixture.from(Wire.get("/a"), fixture.client))
              .header("X-Client-Cert-SPIFFE", "spiffe://mesh/admin")
              .to(server);
      assertThat(edge.status()).isEqualTo(200);
      assertThat(edge.line("subject")).startsWith("7 [7] 7 ");
      assertThat(edge.line("spiffe")).isEqualTo("null");

      Wire.Reply mesh =
          sent(Wire.get("/a"))
              .header("X-Mesh-Authorization", Fixture.basic("mesh-1:" + Fixture.SECRET))
              .header("X-Client-Cert-SPIFFE", "spiffe://mesh/a")
              .to(server);
      assertThat(mesh.status()).isEqualTo(200);
      assertThat(mesh.line("subject")).isEqualTo("null [] -1 -1 []");
      assertThat(mesh.line("spiffe")).isEqualTo("spiffe://mesh/a");
    }
  }

  private static ProxyMtls.Builder optional(Fixture fixture) {
    return fixture
        .engine()
        .set("proxymtls.format", "cloudflare")
        .set("proxymtls.header.verify", "none")
        .set("proxymtls.header.hide", HIDDEN)
        .set("proxymtls.client.certificate", "optional");
  }

  private static WebApp app(ProxyMtls engine) {
    return WebApp.behind(engine)
        .on("/*", (request, response) -> response.getWriter().write(view(request)))
        .on("/forward", CompanionHeadersTest::forward)
        .on("/excluded/forward", CompanionHeadersTest::forward);
  }

  private static void forward(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    request.getRequestDispatcher(request.getParameter("to")).forward(request, response);
  }

  private static String view(HttpServletRequest request) {
    List<String> twins =
        Collections.list(request.getHeaderNames()).stream()
            .filter(
                name -> name.matches("(?i)cf.cert.subject.dn") && !name.matches("(?i)" + SUBJECT))
            .toList();
    return "headers="
        + Collections.list(request.getHeaderNames())
        + "\nsubject="
        + request.getHeader(SUBJECT)
        + " "
        + Collections.list(request.getHeaders(SUBJECT))
        + " "
        + request.getIntHeader(SUBJECT)
        + " "
        + date(request)
        + " "
        + twins
        + "\nhidden="
        + request.getHeader(HIDDEN)
        + "\nspiffe="
        + request.getHeader("X-Client-Cert-SPIFFE")
        + "\n";
  }

  private static @Nullable Object date(HttpServletRequest request) {
    try {
      return request.getDateHeader(SUBJECT);
    } catch (IllegalArgumentException noDate) {
      return "no-date";
    }
  }

  /** The headers of a proxy, each name once. */
  private static Wire sent(Wire request) {
    return request.header(SUBJECT, "7").header(HIDDEN, "admin");
  }

  private static Wire spelled(Wire request) {
    SPELLINGS.forEach(name -> request.header(name, "7").header(name, "8"));
    return request;
  }
}
