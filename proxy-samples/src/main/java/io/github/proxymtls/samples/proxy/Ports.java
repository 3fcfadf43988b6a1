package io.github.proxymtls.samples.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The ports of the two listeners. */
record Ports(int verified, int anyCertificate) {

  static final String LOOPBACK = "127.0.0.1";

  private static final int CONNECT_MILLISECONDS = 200;

  /** Finds two free ports; another program may take one before the proxy does. */
  static Ports free() throws IOException {
    InetAddress loopback = loopback();
    try (ServerSocket first = new ServerSocket(0, 1, loopback);
        ServerSocket second = new ServerSocket(0, 1, loopback)) {
      return new Ports(first.getLocalPort(), second.getLocalPort());
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  int of(Listener listener) {
    return listener == Listener.VERIFIED ? verified : anyCertificate;
  }

  /** Returns true if both ports accept connections. */
  boolean answer() {
    return answers(verified) && answers(anyCertificate);
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(loopback(), port), CONNECT_MILLISECONDS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
