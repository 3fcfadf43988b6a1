package io.github.proxymtls.servlet;

import org.jspecify.annotations.Nullable;

/** Text of a request in a log line: quoted, bounded, and unable to forge a line or a field. */
final class LogText {

  private static final int MOST = 768;

  private LogText() {}

  /**
   * The text in quotes, with everything but printable ASCII, and the quote and the backslash,
   * escaped as {@code \}{@code uXXXX}; at most 768 characters of it. {@code -} for null.
   */
  static String quoted(@Nullable String text) {
    if (text == null) {
      return "-";
    }
    int length = Math.min(text.length(), MOST);
    StringBuilder quoted = new StringBuilder(length + 5).append('"');
    for (int i = 0; i < length; i++) {
      append(quoted, text.charAt(i));
    }
    return quoted.append(text.length() > MOST ? "...\"" : "\"").toString();
  }

  private static void append(StringBuilder quoted, char c) {
    if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
      quoted.append(c);
      return;
    }
    quoted.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      quoted.append(Character.forDigit(c >> shift & 0xf, 16));
    }
  }
}
