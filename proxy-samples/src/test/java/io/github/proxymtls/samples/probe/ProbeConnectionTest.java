package io.github.proxymtls.samples.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.proxymtls.samples.site.RawRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ProbeConnectionTest {

  /** A timeout for each octet alone would let the exchange last for days. */
  @Test
  void endsInTimeIfTheResponseComesOctetByOctet() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> drip(server), "dripping server");
      thread.setDaemon(true);
      thread.start();
      Address address = Address.parse("http://127.0.0.1:" + server.getLocalPort() + "/");
      try (ProbeConnection connection =
          ProbeConnection.open(address, ProbeTls.of(SSLContext.getDefault()))) {
        Outcome outcome =
            assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> connection.exchange(RawRequest.get("/"), "thumbprint"));

        assertThat(outcome.answered()).isFalse();
        assertThat(outcome.text()).contains("no response within 10 seconds");
      }
    }
  }

  private static void drip(ServerSocket server) {
    try (Socket connection = server.accept()) {
      connection.setSoTimeout(200);
      while (true) {
        connection.getOutputStream().write('H');
        awaitTimeout(connection);
      }
    } catch (IOException ended) {
      // The client has closed the connection.
    }
  }

  private static void awaitTimeout(Socket connection) throws IOException {
    try {
      connection.getInputStream().readAllBytes();
    } catch (SocketTimeoutException expected) {
      // The client waits for the rest of the response.
    }
  }
}
