package io.github.proxymtls.internal.config;

/** Configured text as it is shown in a message. */
public final class Quote {

  private static final int MAXIMUM = 64;

  private Quote() {}

  /** The text in quotes, at most 64 characters of it, with escapes for all but printable ASCII. */
  public static String of(String text) {
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String next = c >= 0x20 && c < 0x7f ? String.valueOf(c) : escaped(c);
      if (shown.length() - 1 + next.length() > MAXIMUM) {
        return shown.append("...'").toString();
      }
      shown.append(next);
    }
    return shown.append('\'').toString();
  }

  /** The whole text, with escapes for what could break a line or hide text on a terminal. */
  public static String controls(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      boolean harmful =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      shown.append(harmful ? escaped(c) : String.valueOf(c));
    }
    return shown.toString();
  }

  private static String escaped(char c) {
    return "\\u" + Integer.toHexString(0x10000 | c).substring(1);
  }
}
