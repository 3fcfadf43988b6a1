package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The connection as the filter sees it where the container trusts headers: behind Tomcat's SSLValve
 * and RemoteIpValve, and Jetty's ForwardedRequestCustomizer.
 */
@Tag("slow")
class ConnectionFactsTest {

  @TempDir Path folder;

  /** Invariant 3: no header makes a TLS connection. */
  @AllowedLog("SSLValve: Failed to process certificate string")
  @ParameterizedTest
  @EnumSource
  void reportsNoTlsRegardlessOfHeaders(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (Container.Running server =
        container.start(WebApp.behind().trustingHeaders().on("/*", ConnectionFactsTest::write))) {
      Wire.Reply reply = forwarded(fixture, Wire.get("/a")).to(server);
      assertThat(reply.line("secure")).isEqualTo("true");
      assertThat(reply.line("cipher")).isNotEqualTo("null");
      assertThat(reply.line("tls")).isEqualTo("false");
    }
  }

  @ParameterizedTest
  @EnumSource
  void reportsTlsRegardlessOfHeaders(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (Container.Running server =
        container.start(
            WebApp.behind()
                .trustingHeaders()
                .tls(new WebApp.Tls(fixture.server, fixture.proxies, false))
                .on("/*", ConnectionFactsTest::write))) {
      Wire.Reply plain = Wire.get("/a").tls(fixture.proxy).to(server);
      assertThat(plain.line("tls")).isEqualTo("true");
      assertThat(plain.line("certificates")).isEqualTo("1");
      assertThat(plain.line("address")).isEqualTo("127.0.0.1");
      Wire.Reply downgraded =
          Wire.get("/a").tls(fixture.proxy).header("X-Forwarded-Proto", "http").to(server);
      assertThat(downgraded.line("tls")).isEqualTo("true");
    }
  }

  /** Tomcat marks every request of a peer that its RemoteIpValve trusts. */
  @AllowedLog("SSLValve: Failed to process certificate string")
  @Test
  void marksAddressThatTomcatRewrote() throws Exception {
    Fixture fixture = new Fixture(folder);
    try (Container.Running server =
        Container.TOMCAT.start(
            WebApp.behind().trustingHeaders().on("/*", ConnectionFactsTest::write))) {
      Wire.Reply reply = forwarded(fixture, Wire.get("/a")).to(server);
      assertThat(reply.line("address")).isEqualTo("203.0.113.7");
      assertThat(reply.line("rewritten")).isEqualTo("true");
    }
    try (Container.Running server =
        Container.TOMCAT.start(WebApp.behind().on("/*", ConnectionFactsTest::write))) {
      Wire.Reply reply = forwarded(fixture, Wire.get("/a")).to(server);
      assertThat(reply.line("address")).isEqualTo("127.0.0.1");
      assertThat(reply.line("rewritten")).isEqualTo("false");
    }
  }

  /** Tomcat forgets the address of a peer that closed its HTTP/2 connection. */
  @Test
  void reportsNoAddressOfDisconnectedPeer() {
    HttpServletRequest gone =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (request, method, arguments) -> null);
    assertThat(new ServletFacts(gone, new FormBody(1, null)).remoteAddress()).isEmpty();
  }

  /** Invariant 3: the proxy's public certificate in a header proves no proxy. */
  @ExpectedLog({"reason=header-foreign", "reason=proxy-certificate-missing"})
  @AllowedLog("SSLValve: Failed to process certificate string")
  @ParameterizedTest
  @EnumSource
  void ignoresCertificateThatTheContainerTookFromHeaderAsProofOfProxy(Container container)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.mutualEngine().build();
        Container.Running server =
            container.start(WebApp.behind(engine).trustingHeaders().on("/*", View::write))) {
      Wire.Reply direct =
          forwarded(fixture, Wire.get("/a"))
              .header("Client-Cert", Fixture.value(fixture.client))
              .to(server);
      assertThat(direct.status()).isEqualTo(400);
      assertThat(direct.body()).contains("header-foreign");
      Wire.Reply twin =
          Wire.get("/a")
              .header("X-Forwarded-Proto", "https")
              .header("ssl_cipher", "TLS_AES_256_GCM_SHA384")
              .header("Proxy-auth-cert", "TLS_AES_256_GCM_SHA384")
              .header("Client-Cert", Fixture.value(fixture.client))
              .to(server);
      assertThat(twin.status()).isEqualTo(403);
      assertThat(twin.body()).contains("proxy-not-trusted");
    }
  }

  /** {@code client.source=tls}: the client's own connection is shown as it is. */
  @ParameterizedTest
  @EnumSource
  void showsTheClientsOwnConnection(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            ProxyMtls.builder()
                .set("proxymtls.client.source", "tls")
                .set("proxymtls.client.trust-anchors", fixture.file("r.pem", fixture.root.pem()))
                .set("proxymtls.client.certificate", "optional")
                .set("proxymtls.paths.exclude", "/open")
                .build();
        Container.Running server =
            container.start(
                WebApp.behind(engine)
                    .tls(new WebApp.Tls(fixture.server, fixture.root, false))
                    .on("/*", View::write))) {
      Wire.Reply reply = Wire.get("/a").tls(fixture.client).to(server);
      assertThat(reply.line("certificates")).isEqualTo("CN=svc,O=Acme | CN=Example Root");
      assertThat(reply.line("cipher")).startsWith("TLS_");
      assertThat(reply.line("key-size")).isNotEqualTo("null");
      assertThat(reply.line("principal")).isEqualTo("CN=svc,O=Acme");
      assertThat(reply.line("proxy")).isEqualTo("null");
      Wire.Reply open = Wire.get("/open").tls(fixture.client).to(server);
      assertThat(open.line("certificates")).isEqualTo("none");
      assertThat(open.line("cipher")).startsWith("TLS_");
      assertThat(open.line("principal")).isEqualTo("null");
      Wire.Reply anonymous = Wire.get("/a").tls(null).to(server);
      assertThat(anonymous.status()).isEqualTo(200);
      assertThat(anonymous.line("certificates")).isEqualTo("none");
      assertThat(anonymous.line("cipher")).startsWith("TLS_");
    }
  }

  private static Wire forwarded(Fixture fixture, Wire request) {
    String pem = fixture.proxy.certificatePem();
    return request
        .header("X-Forwarded-For", "203.0.113.7")
        .header("X-Forwarded-Proto", "https")
        .header("Proxy-Ssl-Id", "0a0b")
        .header("Proxy-auth-cert", "TLS_AES_256_GCM_SHA384")
        .header("ssl_cipher", "TLS_AES_256_GCM_SHA384")
        .header("ssl_cipher_usekeysize", "256")
        .header("ssl_client_escaped_cert", URLEncoder.encode(pem, StandardCharsets.UTF_8));
  }

  private static void write(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RequestFacts facts = new ServletFacts(request, new FormBody(1, null));
    response
        .getWriter()
        .write(
            "secure="
                + request.isSecure()
                + "\ncipher="
                + request.getAttribute("jakarta.servlet.request.cipher_suite")
                + "\ntls="
                + facts.tls()
                + "\ncertificates="
                + facts.tlsCertificates().size()
                + "\naddress="
                + facts.remoteAddress()
                + "\nrewritten="
                + facts.addressRewritten()
                + "\nheaders="
                + Collections.list(request.getHeaderNames())
                + "\n");
  }
}
