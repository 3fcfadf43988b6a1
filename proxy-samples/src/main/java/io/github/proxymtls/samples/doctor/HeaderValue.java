package io.github.proxymtls.samples.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One header value as an operator gives it.
 *
 * @param name the header name that stood before it, or null
 * @param text the value without SP at both ends, one character for each octet
 */
public record HeaderValue(@Nullable String name, String text) {

  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9_.-]{1,64}):(?=[ \\t])(?s:.*)");

  /**
   * Reads a value. One line break at its end is not part of it.
   *
   * @throws IOException if it is too large
   */
  public static HeaderValue read(InputStream in) throws IOException {
    return of(new String(Input.read(in), StandardCharsets.ISO_8859_1));
  }

  static HeaderValue of(String input) {
    String line = withoutLineBreak(input);
    Matcher named = NAMED.matcher(line);
    return named.matches()
        ? new HeaderValue(named.group(1), trimmed(line.substring(named.end(1) + 1)))
        : new HeaderValue(null, trimmed(line));
  }

  private static String withoutLineBreak(String input) {
    if (input.endsWith("\r\n")) {
      return input.substring(0, input.length() - 2);
    }
    return input.endsWith("\n") ? input.substring(0, input.length() - 1) : input;
  }

  /** Takes off SP, as the filter does. */
  private static String trimmed(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && value.charAt(from) == ' ') {
      from++;
    }
    while (from < to && value.charAt(to - 1) == ' ') {
      to--;
    }
    return value.substring(from, to);
  }
}
