package io.github.proxymtls.it.matrix;

import io.github.proxymtls.testing.Pki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS server on the loopback address in place of the application. It keeps the octets of each
 * request's header section and answers 204.
 */
final class Recorder implements AutoCloseable {

  private static final String PASSWORD = "changeit";
  private static final int BACKLOG = 50;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final byte[] ANSWER =
      "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final SSLServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Deque<String> requests = new ArrayDeque<>();

  private Recorder(SSLServerSocket listener) {
    this.listener = listener;
  }

  /** Starts a recorder with that certificate. */
  static Recorder start(Pki.Held identity) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(identity.keyStore(PASSWORD), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    Recorder recorder =
        new Recorder(
            (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, BACKLOG, loopback));
    recorder.threads.execute(recorder::accept);
    return recorder;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Returns the header section of the latest request since the previous call, or null. */
  synchronized @Nullable List<String> latest() {
    String latest = requests.peekLast();
    requests.clear();
    return latest == null ? null : List.of(latest.split("\r\n", -1));
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> record(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void record(Socket socket) {
    try (socket) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      String head = head(socket.getInputStream());
      if (!head.isEmpty()) {
        keep(head);
        socket.getOutputStream().write(ANSWER);
      }
    } catch (SSLException probe) {
      // A proxy may check whether the server listens.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void keep(String head) {
    requests.addLast(head);
  }

  /** Reads up to the empty line; empty if the connection ends before. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      head.write(octet);
      if (octet == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        return head.toString(StandardCharsets.ISO_8859_1);
      }
    }
    return "";
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
