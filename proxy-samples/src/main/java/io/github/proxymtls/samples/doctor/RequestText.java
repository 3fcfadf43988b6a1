package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.Form;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.binding.FormParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the text of an HTTP/1.1 request (RFC 9112), as {@code nc} or {@code curl --verbose} shows
 * it. Reports what a container would reject, and never repeats a line.
 */
final class RequestText {

  /** Containers allow 100 to 200 header lines. */
  private static final int MOST_LINES = 1_000;

  /** The highest default limit of a container. */
  private static final int LONGEST_LINE = 1024 * 1024;

  /** Of CRLF, which a text for humans may lack. */
  private static final int LINE_BREAK = 2;

  private static final String TOPIC = "request";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("([A-Za-z]{1,20}) (\\S{1,8192}) (HTTP/[0-9.]{1,3})");
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final Pattern AUTHORITY = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?]*");

  private final Report report;
  private final String text;
  private final List<Map.Entry<String, String>> lines = new ArrayList<>();
  private int at;
  private int number;
  private int octets;

  private RequestText(String text, Report report) {
    this.text = text;
    this.report = report;
  }

  /**
   * Parses a request.
   *
   * @param report receives what is wrong with it
   * @throws IOException if it does not begin with a request line
   */
  static CapturedRequest parse(byte[] octets, Surroundings surroundings, Report report)
      throws IOException {
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    return new RequestText(text.startsWith("> ") ? ofCurl(text) : text, report).parse(surroundings);
  }

  /**
   * What the text of a request does not show.
   *
   * @param contextPath the path of the application, which is no part of its paths
   */
  record Surroundings(CapturedRequest.Peer peer, String contextPath, int formBody) {}

  /** Of curl's output only the lines that it sent count. */
  private static String ofCurl(String text) {
    StringBuilder sent = new StringBuilder();
    text.lines()
        .filter(line -> line.startsWith(">"))
        .forEach(line -> sent.append(line.length() > 1 ? line.substring(2) : "").append('\n'));
    return sent.toString();
  }

  private CapturedRequest parse(Surroundings surroundings) throws IOException {
    Matcher line = REQUEST_LINE.matcher(next());
    if (!line.matches()) {
      throw new IOException("line 1 is not a request line such as 'GET /path HTTP/1.1'");
    }
    readHeaders();
    Finding tooLong = ContainerLimit.exceeded(octets);
    if (tooLong != null) {
      report.add(tooLong);
    }
    CapturedRequest.Target target =
        target(line.group(1), line.group(2), surroundings.contextPath());
    CapturedRequest withoutForm =
        new CapturedRequest(
            target, line.group(3), List.copyOf(lines), surroundings.peer(), new Form.None());
    return withoutForm.with(form(withoutForm, surroundings.formBody()));
  }

  private String next() throws IOException {
    int end = text.indexOf('\n', at);
    int to = end < 0 ? text.length() : end;
    if (to - at > LONGEST_LINE) {
      throw new IOException("line " + (number + 1) + " is longer than " + LONGEST_LINE + " bytes");
    }
    String line = text.substring(at, to);
    at = end < 0 ? text.length() : end + 1;
    number++;
    String content = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    octets += content.length() + LINE_BREAK;
    return content;
  }

  private void readHeaders() throws IOException {
    while (at < text.length()) {
      String line = next();
      if (line.isEmpty()) {
        return;
      }
      if (number > MOST_LINES) {
        throw new IOException("more than " + MOST_LINES + " header lines");
      }
      readHeader(line);
    }
  }

  private void readHeader(String line) {
    int colon = line.indexOf(':');
    if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
      report.add(problem("begins with a blank: containers reject a folded line"));
    } else if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches()) {
      report.add(problem("is not a header line"));
    } else {
      lines.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
  }

  private Finding problem(String what) {
    return Finding.problem(TOPIC, "line " + number + " " + what);
  }

  private static CapturedRequest.Target target(String method, String target, String contextPath) {
    String origin = AUTHORITY.matcher(target).replaceFirst("");
    int question = origin.indexOf('?');
    String rawPath = question < 0 ? origin : origin.substring(0, question);
    String query = question < 0 ? null : origin.substring(question + 1);
    String own =
        rawPath.startsWith(contextPath) ? rawPath.substring(contextPath.length()) : rawPath;
    return new CapturedRequest.Target(method, decoded(own), rawPath, query);
  }

  private static String decoded(String path) {
    byte[] octets = path.getBytes(StandardCharsets.ISO_8859_1);
    byte[] decoded = new byte[octets.length];
    int length = 0;
    for (int i = 0; i < octets.length; i++) {
      int high =
          octets[i] == '%' && i + 2 < octets.length ? Character.digit(octets[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(octets[i + 2], 16);
      decoded[length++] = low < 0 ? octets[i] : (byte) (high << 4 | low);
      i += low < 0 ? 0 : 2;
    }
    return new String(decoded, 0, length, StandardCharsets.UTF_8);
  }

  private Form form(CapturedRequest request, int limit) {
    List<String> contentType = request.headers("Content-Type");
    if (!FormParser.isForm(contentType)) {
      return new Form.None();
    }
    if (!request.headers("Transfer-Encoding").isEmpty()) {
      report.add(Finding.note(TOPIC, "the chunks of the body are not put together"));
      return new Form.Unreadable(Reason.FORM_MALFORMED, "form: chunks");
    }
    Form faulty = FormParser.checkHeaders(contentType, request.headers("Content-Encoding"));
    if (faulty instanceof Form.Unreadable) {
      return faulty;
    }
    byte[] body = text.substring(at).stripTrailing().getBytes(StandardCharsets.ISO_8859_1);
    return body.length > limit
        ? new Form.Unreadable(Reason.FORM_TOO_LARGE, "form: " + body.length + " bytes")
        : FormParser.parse(body);
  }
}
