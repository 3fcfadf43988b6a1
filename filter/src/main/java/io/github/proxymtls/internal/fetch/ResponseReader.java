package io.github.proxymtls.internal.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one HTTP/1.1 response (RFC 9112) to its end. Accepts only status 200, an accepted media
 * type, no content coding, and an unambiguous length.
 */
final class ResponseReader {

  private static final int MAXIMUM_HEAD = 16 * 1024;
  private static final int MAXIMUM_CHUNK_LINE = 64;

  /** The headers that determine how a body is read. Each may occur once. */
  private static final Set<String> DECISIVE =
      Set.of("content-type", "content-length", "transfer-encoding", "content-encoding");

  private final InputStream in;
  private final FetchRequest wanted;
  private int headLeft = MAXIMUM_HEAD;

  ResponseReader(InputStream in, FetchRequest wanted) {
    this.in = in;
    this.wanted = wanted;
  }

  byte[] body() throws IOException {
    int status = status();
    Map<String, String> headers = headers();
    while (status >= 100 && status < 200) {
      status = status();
      headers = headers();
    }
    if (status != 200) {
      throw new IOException("status " + status);
    }
    String fault = wanted.faultOfType(headers.get("content-type"));
    if (fault != null) {
      throw new IOException(fault);
    }
    if (headers.containsKey("content-encoding")) {
      throw new IOException("the response has a content coding that was not requested");
    }
    return content(headers.get("transfer-encoding"), headers.get("content-length"));
  }

  private int status() throws IOException {
    String line = headLine();
    if (!line.startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
      throw malformed();
    }
    return number(line.substring(9, 12), 10);
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = headLine(); !line.isEmpty(); line = headLine()) {
      int colon = line.indexOf(':');
      if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
        throw malformed();
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      boolean again = headers.put(name, line.substring(colon + 1).strip()) != null;
      if (again && DECISIVE.contains(name)) {
        throw new IOException("the header " + name + " occurs twice");
      }
    }
    return headers;
  }

  private byte[] content(@Nullable String coding, @Nullable String length) throws IOException {
    if (coding != null) {
      if (length != null || !coding.equalsIgnoreCase("chunked")) {
        throw malformed();
      }
      return chunks();
    }
    if (length == null) {
      byte[] body = in.readNBytes(wanted.maximumSize() + 1);
      if (body.length > wanted.maximumSize()) {
        throw tooLarge();
      }
      return body;
    }
    return octets(number(length, 10), wanted.maximumSize());
  }

  /** Does not read the trailer section, because the connection is closed afterwards. */
  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line(MAXIMUM_CHUNK_LINE);
      int extension = line.indexOf(';');
      int size = number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
      if (size == 0) {
        return body.toByteArray();
      }
      body.writeBytes(octets(size, wanted.maximumSize() - body.size()));
      if (!line(0).isEmpty()) {
        throw malformed();
      }
    }
  }

  private byte[] octets(int count, int maximum) throws IOException {
    if (count > maximum) {
      throw tooLarge();
    }
    byte[] octets = in.readNBytes(count);
    if (octets.length < count) {
      throw malformed();
    }
    return octets;
  }

  private String headLine() throws IOException {
    String line = line(headLeft);
    headLeft -= line.length() + 2;
    return line;
  }

  private String line(int maximum) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\r'; c = in.read()) {
      if (c < 0 || c == '\n' || line.size() >= maximum) {
        throw malformed();
      }
      line.write(c);
    }
    if (in.read() != '\n') {
      throw malformed();
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private static int number(String digits, int radix) throws IOException {
    if (!digits.chars().allMatch(c -> c < 128 && Character.digit((char) c, radix) >= 0)) {
      throw malformed();
    }
    try {
      return Integer.parseInt(digits, radix);
    } catch (NumberFormatException e) {
      throw digits.isEmpty() ? malformed() : tooLarge();
    }
  }

  private static IOException malformed() {
    return new IOException("not an HTTP/1.1 response");
  }

  private static IOException tooLarge() {
    return new IOException("the response is larger than allowed");
  }
}
