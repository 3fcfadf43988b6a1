package io.github.proxymtls.it;

import io.github.proxymtls.samples.site.TlsClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gives a program that has no client certificate one: forwards each request from a port of the
 * loopback address over TLS, one connection each.
 */
final class ClientRelay implements AutoCloseable {

  private final ServerSocket listener;
  private final TlsClient client;
  private final int port;
  private final List<String> targets = new CopyOnWriteArrayList<>();

  private ClientRelay(TlsClient client, int port) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.client = client;
    this.port = port;
  }

  static ClientRelay start(TlsClient client, int port) throws IOException {
    ClientRelay relay = new ClientRelay(client, port);
    thread(relay::accept);
    return relay;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + path);
  }

  /** Returns the path of each request. */
  List<String> targets() {
    return List.copyOf(targets);
  }

  private static void thread(Runnable action) {
    Thread thread = new Thread(action, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket browser = listener.accept();
        thread(() -> forward(browser));
      }
    } catch (IOException closed) {
      // The relay is closed.
    }
  }

  private void forward(Socket browser) {
    try (browser;
        Socket proxy = client.socketFactory().createSocket("localhost", port)) {
      String head = head(browser.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      targets.add(head.split(" ", -1)[1]);
      proxy
          .getOutputStream()
          .write(
              head.replace("Connection: keep-alive", "Connection: close")
                  .getBytes(StandardCharsets.ISO_8859_1));
      proxy.getInputStream().transferTo(browser.getOutputStream());
    } catch (IOException gone) {
      // The browser sees a closed connection.
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int octet = in.read();
      if (octet < 0) {
        return "";
      }
      head.write(octet);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
