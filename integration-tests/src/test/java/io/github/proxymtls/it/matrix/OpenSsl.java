package io.github.proxymtls.it.matrix;

import io.github.proxymtls.it.Sites;
import io.github.proxymtls.samples.files.TemporaryFolder;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The client of OpenSSL, which resumes sessions of every server; the JDK discards the TLS 1.2
 * tickets of servers in Go.
 */
public final class OpenSsl {

  private static final String REQUEST =
      "GET /whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  /** Closes a connection that the proxy leaves open. */
  private static final int SECONDS = 20;

  private static final String VERSION = "HTTP/1.1 ";

  private final TemporaryFolder folder;
  private final List<String> command;

  private OpenSsl(TemporaryFolder folder, List<String> command) {
    this.folder = folder;
    this.command = command;
  }

  /** Skips or fails the tests if the program is missing. */
  public static void require() throws IOException {
    try {
      run(List.of("openssl", "version"), "");
    } catch (IOException missing) {
      if (Sites.required()) {
        throw missing;
      }
      Assumptions.abort("openssl is not installed");
    }
  }

  /**
   * Sends two requests, each on a connection of its own; the second offers the session of the
   * first.
   *
   * @param protocol an option such as {@code -tls1_2}
   */
  static Attempt.Sent twice(int port, String protocol, Pki.Held client, X509Certificate serverCa)
      throws Exception {
    try (TemporaryFolder folder = TemporaryFolder.create("proxymtls-openssl")) {
      OpenSsl openSsl = new OpenSsl(folder, command(folder, port, client, serverCa));
      openSsl.send(protocol, "-sess_out");
      String said = openSsl.send(protocol, "-sess_in");
      return new Attempt.Sent(reply(said), said.contains("\nReused, TLSv1."));
    }
  }

  private static List<String> command(
      TemporaryFolder folder, int port, Pki.Held client, X509Certificate serverCa)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-ign_eof"));
    command.addAll(List.of("-connect", "127.0.0.1:" + port, "-servername", "localhost"));
    Path authority = folder.write("server-ca.pem", pem(serverCa));
    command.addAll(List.of("-CAfile", authority.toString(), "-verify_return_error"));
    command.addAll(
        List.of("-cert", folder.write("client.pem", client.certificatePem()).toString()));
    command.addAll(List.of("-key", folder.write("client.key", client.privateKeyPem()).toString()));
    StringBuilder chain = new StringBuilder();
    for (X509Certificate above : client.chain().subList(1, client.chain().size())) {
      chain.append(pem(above));
    }
    command.addAll(List.of("-cert_chain", folder.write("chain.pem", chain.toString()).toString()));
    return command;
  }

  private static String pem(X509Certificate certificate) throws Exception {
    String body = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  /** Reads the output: the session, then the response. A proxy need not offer a session. */
  private String send(String protocol, String session) throws IOException {
    Path file = folder.path().resolve("session");
    List<String> all = new ArrayList<>(command);
    all.add(protocol);
    if (session.equals("-sess_out") || Files.exists(file)) {
      all.addAll(List.of(session, file.toString()));
    }
    return run(all, REQUEST);
  }

  private static String run(List<String> command, String input) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(process::destroy);
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.US_ASCII));
    }
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Finds the status and the JSON in the rest of the output. */
  private static Reply reply(String said) {
    int start = said.indexOf(VERSION);
    if (start < 0) {
      return new Reply.NoResponse("no response");
    }
    int status = start + VERSION.length();
    int code = Integer.parseInt(said.substring(status, status + 3));
    return new Reply.Answer(
        code, headers(said.substring(start)), object(said, said.indexOf('{', status)));
  }

  private static List<Reply.Header> headers(String response) {
    return response
        .substring(0, Math.max(0, response.indexOf("\r\n\r\n")))
        .lines()
        .skip(1)
        .map(line -> line.split(": ", 2))
        .filter(header -> header.length == 2)
        .map(header -> new Reply.Header(header[0], header[1]))
        .toList();
  }

  /** Finds one object whose strings contain no brace; empty if there is none. */
  private static String object(String text, int start) {
    int depth = 0;
    for (int i = start; i >= 0 && i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return text.substring(start, i + 1);
      }
    }
    return "";
  }
}
