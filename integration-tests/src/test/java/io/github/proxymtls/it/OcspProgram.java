package io.github.proxymtls.it;

import io.github.proxymtls.samples.files.TemporaryFolder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The OCSP responder of OpenSSL for one CA: a process that is stopped by its id. */
final class OcspProgram implements AutoCloseable {

  private static final int STOP_SECONDS = 5;

  private final TemporaryFolder folder;
  private final List<String> command;
  private final int port;
  private @Nullable Process process;

  private OcspProgram(TemporaryFolder folder, List<String> command, int port) {
    this.folder = folder;
    this.command = command;
    this.port = port;
  }

  /**
   * Starts the responder.
   *
   * @param index the CA's database, one line for each certificate
   */
  static OcspProgram start(Pki.Authority authority, String index) throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("proxymtls-ocsp");
    Path certificate = folder.write("ca.pem", authority.pem());
    Path key = folder.write("ca.key", authority.held().privateKeyPem());
    int port = freePort();
    OcspProgram program =
        new OcspProgram(
            folder,
            List.of(
                "openssl",
                "ocsp",
                "-index",
                folder.write("index.txt", index).toString(),
                "-CA",
                certificate.toString(),
                "-rsigner",
                certificate.toString(),
                "-rkey",
                key.toString(),
                "-nmin",
                "5",
                "-port",
                Integer.toString(port)),
            port);
    program.start();
    return program;
  }

  /** Returns the line of a valid certificate. */
  static String valid(Pki.Held held) {
    return "V\t401231235959Z\t\t" + named(held);
  }

  /** Returns the line of a revoked certificate. */
  static String revoked(Pki.Held held) {
    return "R\t401231235959Z\t260101000000Z,keyCompromise\t" + named(held);
  }

  /** OpenSSL requires unique names. */
  private static String named(Pki.Held held) {
    return serial(held) + "\tunknown\t/CN=" + serial(held) + "\n";
  }

  private static String serial(Pki.Held held) {
    String hex = held.certificate().getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
    return hex.length() % 2 == 0 ? hex : "0" + hex;
  }

  String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** Starts the responder, again on the same port after a stop. */
  void start() throws IOException {
    process =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Awaitility.await().until(this::listens);
  }

  /** Waits for its log line; a connection without a request would stop it. */
  private boolean listens() throws IOException {
    String said = Files.readString(log());
    if (process == null || !process.isAlive()) {
      throw new IOException("the responder does not start: " + said);
    }
    return said.contains("waiting for");
  }

  private Path log() {
    return folder.path().resolve("ocsp.log");
  }

  /** Stops the responder. Does nothing if it is stopped. */
  void stop() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process = null;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    stop();
    folder.close();
  }
}
