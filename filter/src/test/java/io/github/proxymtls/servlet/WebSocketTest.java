package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.AllowedLog;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A WebSocket request is checked like any other before an endpoint sees it. */
@Tag("slow")
class WebSocketTest {

  /** How a WebSocket request is made. */
  enum Handshake {
    /** An upgrade (RFC 6455). */
    HTTP_1(101) {
      @Override
      Wire request() {
        return Wire.webSocket(SocketEndpoint.PATH);
      }
    },
    /** An extended CONNECT (RFC 8441). */
    HTTP_2(200) {
      @Override
      Wire request() {
        return Wire.http2WebSocket(SocketEndpoint.PATH);
      }
    };

    private final int opened;

    Handshake(int opened) {
      this.opened = opened;
    }

    abstract Wire request();
  }

  @TempDir Path folder;

  private final SocketEndpoint endpoint = new SocketEndpoint();

  @ExpectedLog({
    "reason=certificate-required",
    "reason=proxy-credential-missing",
    "reason=proxy-credential-wrong"
  })
  @ParameterizedTest
  @EnumSource
  void rejectsTheWebSocketRequestOfAnUnauthenticatedPeer(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server = container.start(app(engine))) {
      assertUnauthenticatedPeersRejected(server, fixture);
    }
    assertThat(endpoint.opened()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void showsTheClientToTheEndpointAndNoneOfOurHeaders(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server = container.start(app(engine))) {
      assertClientSeen(server, fixture);
    }
  }

  @ParameterizedTest
  @EnumSource
  void hidesTheHeadersOfAnUnauthenticatedPeerFromTheEndpoint(Container container) throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine =
            fixture
                .engine()
                .set("proxymtls.proxy.untrusted-peer", "strip")
                .set("proxymtls.client.certificate", "optional")
                .build();
        Container.Running server = container.start(app(engine))) {
      Wire forged =
          Wire.webSocket(SocketEndpoint.PATH)
              .header(Fixture.CERTIFICATE_HEADER, Fixture.value(fixture.client));
      assertSeen(Handshake.HTTP_1, forged.to(server), "null");
    }
  }

  /** Tomcat and Undertow reset the stream: they know no WebSocket over HTTP/2 (RFC 8441). */
  @AllowedLog("reason=proxy-credential-missing")
  @ParameterizedTest
  @EnumSource
  void rejectsTheHttp2WebSocketRequestOfAnUnauthenticatedPeer(Container container)
      throws Exception {
    Fixture fixture = new Fixture(folder);
    try (ProxyMtls engine = fixture.engine().build();
        Container.Running server = container.start(app(engine))) {
      Wire forged =
          Handshake.HTTP_2
              .request()
              .header(Fixture.CERTIFICATE_HEADER, Fixture.value(fixture.client));
      assertThat(forged.to(server).status()).isIn(403, Http2WebSocket.RESET);
    }
    assertThat(endpoint.opened()).isZero();
  }

  private WebApp app(ProxyMtls engine) {
    return WebApp.behind()
        .initializer(context -> ProxyMtlsFilter.register(context, engine))
        .webSocket(endpoint)
        .on("/*", View::write);
  }

  static void assertUnauthenticatedPeersRejected(Container.Running server, Fixture fixture)
      throws Exception {
    assertUnauthenticatedPeersRejected(server, fixture, Handshake.HTTP_1);
  }

  static void assertUnauthenticatedPeersRejected(
      Container.Running server, Fixture fixture, Handshake handshake) throws Exception {
    assertThat(handshake.request().to(server).status()).isEqualTo(403);
    Wire forged =
        handshake.request().header(Fixture.CERTIFICATE_HEADER, Fixture.value(fixture.client));
    Wire.Reply reply = forged.to(server);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("proxy-not-trusted");
    Wire guessed = forged.header(Fixture.CREDENTIAL_HEADER, Fixture.basic("edge-1:guess"));
    assertThat(guessed.to(server).status()).isEqualTo(403);
  }

  static void assertClientSeen(Container.Running server, Fixture fixture) throws Exception {
    assertClientSeen(server, fixture, Handshake.HTTP_1);
  }

  static void assertClientSeen(Container.Running server, Fixture fixture, Handshake handshake)
      throws Exception {
    Wire request = Fixture.from(handshake.request(), fixture.client);
    assertSeen(handshake, request.to(server), "CN=svc,O=Acme");
  }

  static void assertSeen(Handshake handshake, Wire.Reply reply, String user) {
    assertThat(reply.status()).isEqualTo(handshake.opened);
    assertThat(reply.line("principal")).isEqualTo(user);
    assertThat(reply.line("session")).isEqualTo(user);
    assertThat(reply.line("client-cert")).isIn("null", "[]");
    assertThat(reply.line("headers"))
        .contains("sec-websocket-version")
        .doesNotContain("client-cert", "proxy-authorization");
  }
}
