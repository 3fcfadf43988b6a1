package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.testing.Pki;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The attributes and methods that show an accepted client to the application. */
@Tag("slow")
class SeenByApplicationTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void reportsHttpsForAcceptedHeader(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.client.certificate", "optional")
                .set("proxymtls.paths.exclude", "/open/*")
                .build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply plain = Fixture.from(Wire.get("/a/b?c=d"), fixture.client).to(server);
      assertThat(plain.line("scheme")).isEqualTo("https");
      assertThat(plain.line("secure")).isEqualTo("true");
      assertThat(plain.line("port")).isEqualTo("443");
      assertThat(plain.line("url")).isEqualTo("https://app.example/a/b");

      Wire.Reply port =
          Fixture.from(Wire.get("/a").header("Host", "app.example:8443"), fixture.client)
              .header("X-Forwarded-Port", "1")
              .to(server);
      assertThat(port.line("port")).isEqualTo("8443");
      assertThat(port.line("url")).isEqualTo("https://app.example:8443/a");

      Wire.Reply address =
          Fixture.from(Wire.get("/a").header("Host", "[2001:db8::1]"), fixture.client).to(server);
      assertThat(address.line("port")).isEqualTo("443");
      assertThat(address.line("url")).isEqualTo("https://[2001:db8::1]/a");

      for (String path : new String[] {"/a", "/open/a"}) {
        Wire.Reply anonymous =
            Fixture.credential(Wire.get(path)).header("X-Forwarded-Proto", "https").to(server);
        assertThat(anonymous.line("scheme")).isEqualTo("http");
        assertThat(anonymous.line("secure")).isEqualTo("false");
        assertThat(anonymous.line("url")).isEqualTo("http://app.example" + path);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void returnsTheConfiguredNameAsPrincipal(Container container) throws Exception {
    assertPrincipal(container, "subject-dn", "CN=svc,O=Acme");
    assertPrincipal(container, "san-dns", "svc.example");
    assertPrincipal(container, "none", "null");
  }

  private void assertPrincipal(Container container, String rule, String expected) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().set("proxymtls.client.principal", rule).build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply reply = Fixture.from(Wire.get("/a"), fixture.client).to(server);
      assertThat(reply.line("principal")).isEqualTo(expected);
      assertThat(reply.line("user")).isEqualTo(expected);
      assertThat(reply.line("auth")).isEqualTo("none".equals(rule) ? "null" : "CLIENT_CERT");
      assertThat(reply.line("certificates")).isEqualTo("CN=svc,O=Acme | CN=Example Root");
    }
  }

  @ExpectedLog("reason=certificate-not-pinned")
  @ParameterizedTest
  @EnumSource
  void showsPinnedCertificateAloneWithoutPrincipal(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held self = fixture.pki.selfSigned("pinned").issue();
    String clients =
        """
        [{"client_id": "svc", "token_endpoint_auth_method": "self_signed_tls_client_auth",
          "jwks": {"keys": [{"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "x5t#S256": "%s"}]}}]
        """
            .replace("%s", self.thumbprint());
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.client.self-signed", "pinned")
                .set("proxymtls.binding.clients", fixture.file("clients.json", clients))
                .set("proxymtls.binding.client-authentication", "/token")
                .build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply reply = Fixture.from(Wire.form("/token", "client_id=svc"), self).to(server);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.line("certificates")).isEqualTo("CN=pinned");
      assertThat(reply.line("identity")).isEqualTo("true");
      assertThat(reply.line("principal")).isEqualTo("null");
      assertThat(reply.line("auth")).isEqualTo("null");
      assertThat(Fixture.from(Wire.get("/a"), self).to(server).status()).isEqualTo(403);
    }
  }

  @ParameterizedTest
  @EnumSource
  void containerLoginMethodsReportTheClient(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler methods =
        (request, response) -> {
          String before = outcome(request, response);
          String login;
          try {
            request.login("user", "password");
            login = "accepted";
          } catch (ServletException refused) {
            login = "refused";
          }
          request.logout();
          response
              .getWriter()
              .write(
                  "before="
                      + before
                      + "\nlogin="
                      + login
                      + "\nafter="
                      + outcome(request, response)
                      + "\nuser="
                      + request.getRemoteUser()
                      + "\nidentity="
                      + (request.getAttribute(ClientIdentity.ATTRIBUTE) != null)
                      + "\n");
        };
    try (ProxyMtls engine =
            fixture.engine().set("proxymtls.client.certificate", "optional").build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", methods))) {
      Wire.Reply reply = Fixture.from(Wire.get("/a"), fixture.client).to(server);
      assertThat(reply.line("before")).isEqualTo("true");
      assertThat(reply.line("login")).isEqualTo("refused");
      assertThat(reply.line("after")).isEqualTo("refused");
      assertThat(reply.line("user")).isEqualTo("null");
      assertThat(reply.line("identity")).isEqualTo("true");
      Wire.Reply anonymous = Fixture.credential(Wire.get("/a")).to(server);
      assertThat(anonymous.line("before")).isEqualTo("refused");
      assertThat(anonymous.line("login")).isEqualTo("refused");
    }
  }

  private static String outcome(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      return String.valueOf(request.authenticate(response));
    } catch (ServletException refused) {
      return "refused";
    }
  }

  /** The application sees the value that it sets under a guarded name, never the container's. */
  @ParameterizedTest
  @EnumSource
  void applicationMaySetAndRemoveCertificateAttributes(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    String name = "jakarta.servlet.request.X509Certificate";
    String cipher = "jakarta.servlet.request.cipher_suite";
    Handler attributes =
        (request, response) -> {
          StringBuilder seen = new StringBuilder();
          request.setAttribute(cipher, "mine");
          seen.append("set=").append(request.getAttribute(cipher));
          seen.append("\nlisted=")
              .append(Collections.list(request.getAttributeNames()).contains(cipher));
          request.setAttribute(cipher, null);
          seen.append("\nnull=").append(request.getAttribute(cipher));
          request.removeAttribute(name);
          seen.append("\nremoved=").append(request.getAttribute(name));
          request.setAttribute("own", "1");
          seen.append("\nown=").append(request.getAttribute("own"));
          request.removeAttribute("own");
          seen.append("\ngone=").append(request.getAttribute("own"));
          response.getWriter().write(seen + "\n");
        };
    try (ProxyMtls engine = fixture.mutualEngine().build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .tls(new WebApp.Tls(fixture.server, fixture.proxies, false))
                    .on("/*", attributes))) {
      Wire.Reply reply =
          Wire.get("/a")
              .tls(fixture.proxy)
              .header("Client-Cert", Fixture.value(fixture.client))
              .to(server);
      assertThat(reply.body())
          .isEqualTo("set=mine\nlisted=true\nnull=null\nremoved=null\nown=1\ngone=null\n");
    }
  }

  /** The proxy's credential as {@code Authorization} is no login of a user. */
  @ParameterizedTest
  @EnumSource
  void hidesTheProxysAuthorization(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Handler authorization =
        (request, response) ->
            response
                .getWriter()
                .write(
                    request.getHeader("authorization")
                        + Collections.list(request.getHeaders("Authorization")));
    try (ProxyMtls engine =
            fixture.engine().set("proxymtls.proxy.basic.header", "Authorization").build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", authorization))) {
      Wire.Reply reply =
          Wire.get("/a")
              .header("Authorization", Fixture.basic("edge-1:" + Fixture.SECRET))
              .header("Client-Cert", Fixture.value(fixture.client))
              .to(server);
      assertThat(reply.body()).isEqualTo("null[]");
    }
  }

  /** The container has logged the proxy in by its credential; the application learns nothing. */
  @ExpectedLog("code=container-security")
  @ParameterizedTest
  @EnumSource
  void hidesLoginByTheProxysAuthorization(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.proxy.basic.header", "Authorization")
                .set("proxymtls.client.principal", "none")
                .set("proxymtls.paths.exclude", "/open")
                .set("proxymtls.servlet.container-security", "allow")
                .build();
        Container.Running server =
            container.start(WebApp.behind(engine).basicLogin().on("/*", View::write));
        Container.Running bare =
            container.start(WebApp.behind().basicLogin().on("/*", View::write))) {
      String credential = Fixture.basic("edge-1:" + Fixture.SECRET);
      Wire.Reply control = Wire.get("/a").header("Authorization", credential).to(bare);
      assertThat(control.line("user")).isEqualTo("edge-1");
      for (String path : new String[] {"/a", "/open"}) {
        Wire.Reply reply =
            Wire.get(path)
                .header("Authorization", credential)
                .header("Client-Cert", Fixture.value(fixture.client))
                .to(server);
        assertThat(reply.status()).as(path).isEqualTo(200);
        assertThat(reply.line("user")).as(path).isEqualTo("null");
        assertThat(reply.line("principal")).as(path).isEqualTo("null");
        assertThat(reply.line("auth")).as(path).isEqualTo("null");
        assertThat(reply.line("role.proxy")).as(path).isEqualTo("false");
      }
    }
  }

  /** A user whom the container knows by other means is the application's to see, or not. */
  @ExpectedLog("code=container-security")
  @ParameterizedTest
  @EnumSource
  void usesTheContainersUserOnlyWithoutPrincipal(Container container) throws Exception {
    for (String rule : new String[] {"none", "subject-dn"}) {
      Fixture fixture = new Fixture(folder);
      try (ProxyMtls engine =
              fixture
                  .engine()
                  .set("proxymtls.client.principal", rule)
                  .set("proxymtls.paths.exclude", "/open")
                  .set("proxymtls.servlet.container-security", "allow")
                  .build();
          Container.Running server =
              container.start(WebApp.behind(engine).basicLogin().on("/*", View::write))) {
        Wire user =
            Wire.get("/a").header("Authorization", Fixture.basic("edge-1:" + Fixture.SECRET));
        Wire.Reply reply = Fixture.from(user, fixture.client).to(server);
        assertThat(reply.line("user")).isEqualTo("none".equals(rule) ? "edge-1" : "CN=svc,O=Acme");
        assertThat(reply.line("role.proxy")).isEqualTo(String.valueOf("none".equals(rule)));
        Wire.Reply open =
            Wire.get("/open")
                .header("Authorization", Fixture.basic("edge-1:" + Fixture.SECRET))
                .to(server);
        assertThat(open.line("user")).isEqualTo("edge-1");
      }
    }
  }

  /** All but what only the connection itself can tell; and a certificate gives no roles. */
  @AllowedLog("SSLAuthenticator: The context")
  @ParameterizedTest
  @EnumSource
  void showsTheClientAsOnItsOwnConnection(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    Pki.Held client = fixture.root.client("edge-1").issue();
    WebApp.Tls listener = new WebApp.Tls(fixture.server, fixture.root, true);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running bare =
            container.start(WebApp.behind().tls(listener).on("/*", View::write));
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      Wire.Reply direct = Wire.get("/a/b?c=d").tls(client).to(bare);
      Wire.Reply forwarded = Fixture.from(Wire.get("/a/b?c=d"), client).to(server);
      assertThat(forwarded.line("certificates"))
          .isEqualTo(direct.line("certificates") + " | CN=Example Root");
      assertThat(same(forwarded)).isEqualTo(same(direct)).contains("principal=CN=edge-1");
    }
  }

  private static List<String> same(Wire.Reply reply) {
    Pattern own =
        Pattern.compile("(attributes|certificates|identity|proxy|cipher|key-size|tls-|role).*=.*");
    return reply.body().lines().filter(line -> !own.matcher(line).matches()).toList();
  }

  /** HTTP/2 has {@code :authority} in the place of {@code Host}. */
  @ParameterizedTest
  @EnumSource
  void showsTheClientAsOnItsOwnConnectionOverHttp2(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture.engine().set("proxymtls.proxy.basic.header", "X-Credential").build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/a");
      HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("X-Credential", Fixture.basic("edge-1:" + Fixture.SECRET))
              .header("Client-Cert", Fixture.value(fixture.client))
              .build();
      // The first request only upgrades the connection.
      http2.send(request, HttpResponse.BodyHandlers.ofString());
      HttpResponse<String> answer = http2.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(200);
      Wire.Reply reply = new Wire.Reply(200, Map.of(), answer.body());
      assertThat(reply.line("header.Client-Cert")).isEqualTo("null []");
      assertThat(reply.line("headers")).doesNotContain("client-cert").doesNotContain("credential");
      assertThat(reply.line("port")).isEqualTo(String.valueOf(server.port()));
      assertThat(reply.line("url")).isEqualTo("https://127.0.0.1:" + server.port() + "/a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void neverConfusesConcurrentClients(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server = container.start(WebApp.behind(engine).on("/*", View::write))) {
      List<Future<Wire.Reply>> clients = new ArrayList<>();
      List<Future<Wire.Reply>> others = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        clients.add(threads.submit(() -> Fixture.from(Wire.get("/a"), fixture.client).to(server)));
        others.add(threads.submit(() -> Fixture.from(Wire.get("/a"), fixture.other).to(server)));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(clients.get(i).get().line("principal")).isEqualTo("CN=svc,O=Acme");
        assertThat(others.get(i).get().line("principal")).isEqualTo("CN=other");
      }
    } finally {
      threads.shutdown();
    }
  }
}
