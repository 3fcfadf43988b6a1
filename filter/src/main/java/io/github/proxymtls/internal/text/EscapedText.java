package io.github.proxymtls.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * Text that others wrote, made safe for messages and log lines. A character that is not shown as it
 * is becomes {@code \}{@code uXXXX}, so that two texts never look the same.
 *
 * <table>
 * <caption>What is escaped, and how much is shown</caption>
 * <tr><th>for</th><th>escaped</th><th>at most</th></tr>
 * <tr><td>a value within a message</td><td>all but printable ASCII</td>
 *     <td>64 characters, escapes included: a message stays readable</td></tr>
 * <tr><td>a value of a log line</td><td>all but printable ASCII; the quote and the backslash</td>
 *     <td>768 characters, each of which may be escaped: no value forges a field or a line, and a
 *     message within it is seen whole</td></tr>
 * <tr><td>a whole message</td><td>what could break a line or hide text on a terminal</td>
 *     <td>the whole text: its parts are bounded already</td></tr>
 * <tr><td>the output of a tool</td><td>all but printable ASCII</td>
 *     <td>the whole text: the tool bounds it</td></tr>
 * </table>
 */
public final class EscapedText {

  private static final int MOST_IN_MESSAGE = 64;
  private static final int MOST_IN_LOG = 768;

  private EscapedText() {}

  /** A value within a message, in single quotes. */
  public static String inMessage(String text) {
    StringBuilder shown = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String next = isPrintableAscii(c) ? String.valueOf(c) : escaped(c);
      if (shown.length() - 1 + next.length() > MOST_IN_MESSAGE) {
        return shown.append("...'").toString();
      }
      shown.append(next);
    }
    return shown.append('\'').toString();
  }

  /** A value of a log line, in double quotes; {@code -} for null. */
  public static String inLog(@Nullable String text) {
    if (text == null) {
      return "-";
    }
    int length = Math.min(text.length(), MOST_IN_LOG);
    StringBuilder shown = new StringBuilder(length + 5).append('"');
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      shown.append(isPrintableAscii(c) && c != '"' && c != '\\' ? String.valueOf(c) : escaped(c));
    }
    return shown.append(text.length() > MOST_IN_LOG ? "...\"" : "\"").toString();
  }

  /**
   * A value of a field, without quotes; escaped as a value of a log line.
   *
   * @param blanks false if a blank is escaped, too
   */
  public static String value(String text, boolean blanks) {
    String quoted = inLog(text);
    String shown = quoted.substring(1, quoted.length() - 1);
    return blanks ? shown : shown.replace(" ", escaped(' '));
  }

  /** A whole message, without quotes. */
  public static String message(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(breaksOrHides(c) ? escaped(c) : String.valueOf(c));
    }
    return shown.toString();
  }

  /** The output of a tool, without quotes; a string of JSON keeps its value. */
  public static String ascii(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(isPrintableAscii(c) ? String.valueOf(c) : escaped(c));
    }
    return shown.toString();
  }

  private static boolean isPrintableAscii(char c) {
    return c >= ' ' && c <= '~';
  }

  private static boolean breaksOrHides(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static String escaped(char c) {
    return "\\u" + Integer.toHexString(0x10000 | c).substring(1);
  }
}
