package io.github.proxymtls.servlet;

import io.github.proxymtls.testing.Pki;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** One HTTP/1.1 request, written octet by octet, so that a test can send what any peer can. */
final class Wire {

  /** An answer; header names in lower case, the values of one name joined by a comma. */
  record Reply(int status, Map<String, String> headers, String body) {

    /** The value behind {@code name=} at the beginning of a line of the body. */
    @Nullable String line(String name) {
      for (String line : body.split("\n", -1)) {
        if (line.startsWith(name + "=")) {
          return line.substring(name.length() + 1);
        }
      }
      return null;
    }

    @Nullable String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  private static final String UPGRADE = "Upgrade";
  private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

  private final String method;
  private final String target;
  private final List<String> lines = new ArrayList<>();
  private byte[] body = {};
  private Pki.@Nullable Held certificate;
  private boolean tls;
  private boolean http2;

  private Wire(String method, String target) {
    this.method = method;
    this.target = target;
  }

  static Wire get(String target) {
    return new Wire("GET", target);
  }

  /** A WebSocket handshake (RFC 6455); the body of its answer is the server's first message. */
  static Wire webSocket(String target) {
    return new Wire("GET", target)
        .header("Connection", "Upgrade")
        .header(UPGRADE, "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
  }

  /** The same over HTTP/2 (RFC 8441). */
  static Wire http2WebSocket(String target) {
    Wire request = new Wire("CONNECT", target).header("Sec-WebSocket-Version", "13");
    request.http2 = true;
    return request;
  }

  static Wire request(String method, String target) {
    return new Wire(method, target);
  }

  /** A form with its length. */
  static Wire form(String target, String body) {
    return new Wire("POST", target)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(body);
  }

  Wire header(String name, String value) {
    lines.add(name + ": " + value);
    return this;
  }

  Wire bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  /** A body with its length. */
  Wire body(String text) {
    body = text.getBytes(StandardCharsets.UTF_8);
    return header("Content-Length", String.valueOf(body.length));
  }

  /** A body as it goes over the wire. */
  Wire rawBody(String text) {
    body = text.getBytes(StandardCharsets.ISO_8859_1);
    return this;
  }

  Wire tls(Pki.@Nullable Held held) {
    tls = true;
    certificate = held;
    return this;
  }

  Reply to(Container.Running server) throws Exception {
    return http2 ? Http2WebSocket.exchange(server.port(), target, lines) : parse(exchange(server));
  }

  /** True where the server ends the connection without an answer. */
  boolean hangsUp(Container.Running server) throws Exception {
    return exchange(server).length == 0;
  }

  private byte[] exchange(Container.Running server) throws Exception {
    try (Socket socket = connect(server.port())) {
      socket.setSoTimeout(20_000);
      try {
        socket.getOutputStream().write(octets());
        socket.getOutputStream().flush();
      } catch (SocketException answeredBefore) {
        // An answer that came before the end of the request can still be read.
      }
      return answer(socket.getInputStream());
    }
  }

  /** Reads to the end of the answer, which may come long before that of the connection. */
  private byte[] answer(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      all.write(octet);
      String text = all.toString(StandardCharsets.ISO_8859_1);
      int end = octet == '\n' ? text.indexOf("\r\n\r\n") : -1;
      if (end >= 0 && text.startsWith("HTTP/1.1 101")) {
        all.write(message(new DataInputStream(in)));
        return all.toByteArray();
      }
      String head = end < 0 ? "" : text.substring(0, end).toLowerCase(Locale.ROOT);
      if (head.contains("transfer-encoding: chunked") && text.endsWith(LAST_CHUNK)) {
        return all.toByteArray();
      }
      int length = head.indexOf("content-length: ");
      if (length >= 0) {
        String digits = head.substring(length + 16).split("\r\n", 2)[0];
        int rest = Integer.parseInt(digits) - (all.size() - end - 4);
        all.write(in.readNBytes(rest));
        return all.toByteArray();
      }
    }
    return all.toByteArray();
  }

  /** Reads one unmasked frame of up to 65535 octets (RFC 6455 section 5.2). */
  private static byte[] message(DataInputStream in) throws IOException {
    in.readUnsignedByte();
    int length = in.readUnsignedByte();
    return in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
  }

  private byte[] octets() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(head());
    all.write(body);
    return all.toByteArray();
  }

  /** Everything before the body. */
  byte[] head() {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
      head.append("Host: app.example\r\n");
    }
    if (lines.stream().noneMatch(line -> line.startsWith(UPGRADE))) {
      head.append("Connection: close\r\n");
    }
    lines.forEach(line -> head.append(line).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private Socket connect(int port) throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    if (!tls) {
      return new Socket(loopback, port);
    }
    KeyManager[] keys = {};
    if (certificate != null) {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      KeyStore store = certificate.keyStore(Container.PASSWORD);
      factory.init(store, Container.PASSWORD.toCharArray());
      keys = factory.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new TrustAny()}, new SecureRandom());
    return context.getSocketFactory().createSocket(loopback, port);
  }

  private static Reply parse(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no answer: '" + text + "'");
    }
    String[] head = text.substring(0, end).split("\r\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < head.length; i++) {
      int colon = head[i].indexOf(':');
      headers.merge(
          head[i].substring(0, colon).toLowerCase(Locale.ROOT),
          head[i].substring(colon + 1).strip(),
          (first, second) -> first + ", " + second);
    }
    String body = text.substring(end + 4);
    return new Reply(
        Integer.parseInt(head[0].split(" ", -1)[1]),
        headers,
        "chunked".equals(headers.get("transfer-encoding")) ? unchunked(body) : body);
  }

  private static String unchunked(String body) {
    StringBuilder all = new StringBuilder();
    int at = 0;
    while (true) {
      int line = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, line), 16);
      if (size == 0) {
        return all.toString();
      }
      all.append(body, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }
}
