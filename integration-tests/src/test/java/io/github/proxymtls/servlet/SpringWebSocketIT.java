package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.it.spring.SpringBootProcess;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A WebSocket endpoint of a Spring Boot application is behind the filter in every container. */
@Tag("slow")
class SpringWebSocketIT {

  @TempDir private Path folder;
  private Fixture fixture;

  @BeforeEach
  void writeProperties() throws IOException {
    fixture = new Fixture(folder);
    List<String> lines =
        new ArrayList<>(
            List.of(
                "server.address=127.0.0.1",
                "server.port=0",
                "spring.main.banner-mode=off",
                "proxymtls.enabled=true"));
    fixture.parameters().forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(folder.resolve("application.properties"), lines);
  }

  @ParameterizedTest
  @EnumSource(names = "JETTY", mode = EnumSource.Mode.EXCLUDE)
  void rejectsOtherClientsWithTheOldestSpringBoot(SpringBootProcess.Oldest server)
      throws Exception {
    try (SpringBootProcess application = server.start(folder)) {
      assertProtected(application.port());
    }
  }

  /** Jetty 12.0 would show the proxy's headers to the endpoint. */
  @Test
  void findsNoEndpointInJettyBefore121() throws Exception {
    try (SpringBootProcess application = SpringBootProcess.Oldest.JETTY.start(folder)) {
      Container.Running server = running(application.port());
      WebSocketTest.assertUnauthenticatedPeersRejected(server, fixture);
      assertThat(handshake().to(server).status()).isEqualTo(404);
    }
  }

  @Test
  void rejectsOtherClientsWithANewerSpringBootInJetty() throws Exception {
    try (SpringBootProcess application = SpringBootProcess.startNewerWithJetty(folder)) {
      assertThat(application.version()).startsWith("4.1.");
      assertProtected(application.port());
    }
  }

  @Test
  void rejectsOtherClientsWithANewerSpringBootInTomcat() throws Exception {
    try (SpringBootProcess application = SpringBootProcess.startNewerWithTomcat(folder)) {
      assertThat(application.version()).startsWith("4.1.");
      assertProtected(application.port());
    }
  }

  private void assertProtected(int port) throws Exception {
    Container.Running server = running(port);
    WebSocketTest.assertUnauthenticatedPeersRejected(server, fixture);
    WebSocketTest.assertSeen(WebSocketTest.Handshake.HTTP_1, handshake().to(server), "ledger");
  }

  private Wire handshake() {
    Pki.Held ledger = fixture.root.client("ledger").subject("CN=ledger").issue();
    return Fixture.from(Wire.webSocket(SocketEndpoint.PATH), ledger);
  }

  private static Container.Running running(int port) {
    return new Container.Running() {
      @Override
      public int port() {
        return port;
      }

      @Override
      public void close() {}
    };
  }
}
