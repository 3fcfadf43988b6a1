package io.github.proxymtls.internal.address;

import org.jspecify.annotations.Nullable;

/**
 * Parses four decimal numbers up to 255, without leading zeros, which some parsers read as octal.
 */
final class Ipv4Literal {

  private Ipv4Literal() {}

  /** Returns the four octets, or null if the text is malformed. */
  static byte @Nullable [] parse(String text) {
    byte[] octets = new byte[4];
    int start = 0;
    for (int i = 0; i < 4; i++) {
      int end = i < 3 ? text.indexOf('.', start) : text.length();
      int number = end < 0 ? -1 : number(text, start, end);
      if (number < 0) {
        return null;
      }
      octets[i] = (byte) number;
      start = end + 1;
    }
    return octets;
  }

  private static int number(String text, int start, int end) {
    int length = end - start;
    if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
      return -1;
    }
    int number = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number <= 255 ? number : -1;
  }
}
