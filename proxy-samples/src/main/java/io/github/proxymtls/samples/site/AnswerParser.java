package io.github.proxymtls.samples.site;

import io.github.proxymtls.samples.site.Reply.Answer;
import io.github.proxymtls.samples.site.Reply.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Parses one HTTP/1.1 response that ends with its connection. */
final class AnswerParser {

  private static final int HEX = 16;

  private AnswerParser() {}

  static Answer parse(byte[] octets) throws IOException {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0 || !text.startsWith("HTTP/1.")) {
      throw new IOException("not a response of HTTP/1.1");
    }
    List<String> lines = text.substring(0, end).lines().toList();
    List<Header> headers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).trim()));
    }
    Answer head = new Answer(status(lines.get(0)), headers, "");
    String rest = text.substring(end + 4);
    boolean chunked = head.values("Transfer-Encoding").contains("chunked");
    return new Answer(head.status(), headers, utf8(chunked ? dechunk(rest) : rest));
  }

  private static int status(String line) {
    int space = line.indexOf(' ');
    return Integer.parseInt(line.substring(space + 1, space + 4));
  }

  private static String dechunk(String rest) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    for (int size = size(rest, at); size > 0; size = size(rest, at)) {
      int start = rest.indexOf("\r\n", at) + 2;
      body.append(rest, start, start + size);
      at = start + size + 2;
    }
    return body.toString();
  }

  private static int size(String rest, int at) {
    String line = rest.substring(at, rest.indexOf("\r\n", at));
    int extension = line.indexOf(';');
    return Integer.parseInt(extension < 0 ? line : line.substring(0, extension), HEX);
  }

  private static String utf8(String octets) {
    return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
