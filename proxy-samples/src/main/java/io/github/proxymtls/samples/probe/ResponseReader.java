package io.github.proxymtls.samples.probe;

import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Reply.Header;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads one HTTP/1.1 response and leaves the rest of the connection (RFC 9112). */
final class ResponseReader {

  private static final int MOST = 256 * 1024;
  private static final int HEX = 16;
  private static final int INTERIM = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final InputStream in;
  private int left = MOST;

  private ResponseReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads a response, without interim ones.
   *
   * @throws IOException if the connection ends before, or the response is too large or malformed
   */
  static Answer read(InputStream in) throws IOException {
    ResponseReader reader = new ResponseReader(in);
    try {
      Answer head = reader.head();
      while (head.status() < INTERIM) {
        head = reader.head();
      }
      String body = new String(reader.body(head), StandardCharsets.UTF_8);
      return new Answer(head.status(), head.headers(), body);
    } catch (NumberFormatException e) {
      throw new IOException("the response is malformed", e);
    }
  }

  private Answer head() throws IOException {
    String line = line();
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
      throw new IOException("not a response of HTTP/1.1");
    }
    List<Header> headers = new ArrayList<>();
    for (String next = line(); !next.isEmpty(); next = line()) {
      int colon = next.indexOf(':');
      if (colon > 0) {
        headers.add(new Header(next.substring(0, colon), next.substring(colon + 1).strip()));
      }
    }
    return new Answer(Integer.parseInt(line.substring(9, 12)), headers, "");
  }

  private byte[] body(Answer head) throws IOException {
    if (head.status() == NO_CONTENT || head.status() == NOT_MODIFIED) {
      return new byte[0];
    }
    if (head.values("Transfer-Encoding").stream().anyMatch("chunked"::equalsIgnoreCase)) {
      return chunks();
    }
    List<String> length = head.values("Content-Length");
    return length.isEmpty() ? rest() : octets(Integer.parseInt(length.get(0)));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = size(); size > 0; size = size()) {
      body.write(octets(size));
      line();
    }
    while (!line().isEmpty()) {
      // A trailer.
    }
    return body.toByteArray();
  }

  private int size() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), HEX);
  }

  private byte[] octets(int length) throws IOException {
    if (length < 0 || length > left) {
      throw new IOException("the response is too large");
    }
    left -= length;
    byte[] octets = in.readNBytes(length);
    if (octets.length < length) {
      throw new EOFException("the connection ends within the response");
    }
    return octets;
  }

  private byte[] rest() throws IOException {
    return in.readNBytes(left);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the connection ends without a response");
      }
      if (--left < 0) {
        throw new IOException("the response is too large");
      }
      line.append((char) octet);
    }
    return line.toString().stripTrailing();
  }
}
