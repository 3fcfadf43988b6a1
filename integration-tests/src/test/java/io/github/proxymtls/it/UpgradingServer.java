package io.github.proxymtls.it;

import io.github.proxymtls.testing.Pki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * An application on the loopback address that agrees to every upgrade that it is asked for, and
 * then returns each octet. It answers 204 to every other request, and keeps the header lines of
 * all.
 */
final class UpgradingServer implements AutoCloseable {

  private static final String PASSWORD = "changeit";
  private static final int BACKLOG = 50;
  private static final int TIMEOUT_MILLIS = 10_000;

  /** The constant of RFC 6455 section 1.3. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final SSLServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> lines = new ArrayList<>();

  private UpgradingServer(SSLServerSocket listener) {
    this.listener = listener;
  }

  static UpgradingServer start(Pki.Held identity) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(identity.keyStore(PASSWORD), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    UpgradingServer server =
        new UpgradingServer(
            (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, BACKLOG, loopback));
    server.threads.execute(server::accept);
    return server;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Returns the values of a header in all requests since the previous {@link #forget}. */
  synchronized List<String> values(String name) {
    return lines.stream()
        .filter(
            line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  synchronized void forget() {
    lines.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      List<String> request = head(socket.getInputStream());
      keep(request);
      String upgrade = value(request, "upgrade");
      OutputStream out = socket.getOutputStream();
      if (upgrade.isEmpty()) {
        out.write(ascii("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));
        return;
      }
      out.write(
          ascii(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
                  + upgrade
                  + "\r\nSec-WebSocket-Accept: "
                  + accept(value(request, "sec-websocket-key"))
                  + "\r\n\r\n"));
      socket.getInputStream().transferTo(out);
    } catch (IOException ended) {
      // A proxy may check whether the server listens, or end the tunnel.
    }
  }

  private synchronized void keep(List<String> request) {
    lines.addAll(request);
  }

  private static String value(List<String> request, String name) {
    return request.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .findFirst()
        .map(line -> line.substring(name.length() + 1).strip())
        .orElse("");
  }

  /** Returns the lines up to the empty one. */
  static List<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      head.write(octet);
      if (octet == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1).lines().toList();
  }

  /** Returns the answer to a client's key (RFC 6455 section 4.2.2). */
  private static String accept(String key) {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-1").digest(ascii(key + GUID)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
