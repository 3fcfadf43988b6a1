package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.logpolicy.ExpectedLog;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A WebSocket request is checked like any other before an endpoint sees it. */
class WebSocketTest {

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
      assertStrangersRejected(server, fixture);
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
      assertSeen(forged.to(server), "null");
    }
  }

  private WebApp app(ProxyMtls engine) {
    return WebApp.behind()
        .initializer(context -> ProxyMtlsFilter.register(context, engine))
        .webSocket(endpoint)
        .on("/*", View::write);
  }

  static void assertStrangersRejected(Container.Running server, Fixture fixture) throws Exception {
    assertThat(Wire.webSocket(SocketEndpoint.PATH).to(server).status()).isEqualTo(403);
    Wire forged =
        Wire.webSocket(SocketEndpoint.PATH)
            .header(Fixture.CERTIFICATE_HEADER, Fixture.value(fixture.client));
    Wire.Reply reply = forged.to(server);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.body()).contains("proxy-not-trusted");
    Wire guessed = forged.header(Fixture.CREDENTIAL_HEADER, Fixture.basic("edge-1:guess"));
    assertThat(guessed.to(server).status()).isEqualTo(403);
  }

  static void assertClientSeen(Container.Running server, Fixture fixture) throws Exception {
    Wire request = Fixture.from(Wire.webSocket(SocketEndpoint.PATH), fixture.client);
    assertSeen(request.to(server), "CN=svc,O=Acme");
  }

  static void assertSeen(Wire.Reply reply, String user) {
    assertThat(reply.status()).isEqualTo(101);
    assertThat(reply.line("principal")).isEqualTo(user);
    assertThat(reply.line("session")).isEqualTo(user);
    assertThat(reply.line("client-cert")).isIn("null", "[]");
    assertThat(reply.line("headers"))
        .contains("sec-websocket-key")
        .doesNotContain("client-cert", "proxy-authorization");
  }
}
