package io.github.proxymtls.internal.address;

import org.jspecify.annotations.Nullable;

/** Parses a text by the grammar of RFC 4291 section 2.2 in one pass. */
final class Ipv6Literal {

  private static final int SIZE = 16;

  private final String text;
  private final byte[] octets = new byte[SIZE];
  private int filled;
  private int gap = -1;

  Ipv6Literal(String text) {
    this.text = text;
  }

  /** Returns the sixteen octets, or null if the text is malformed. */
  byte @Nullable [] parse() {
    int at = 0;
    if (text.startsWith("::")) {
      gap = 0;
      at = 2;
    }
    while (at >= 0 && at < text.length()) {
      at = group(at);
    }
    if (at < 0 || (gap < 0) != (filled == SIZE)) {
      return null;
    }
    return gap < 0 ? octets : widened();
  }

  /**
   * Parses one group with the colons after it; returns where the next begins, or a negative number.
   */
  private int group(int start) {
    int colon = text.indexOf(':', start);
    int end = colon < 0 ? text.length() : colon;
    if (text.indexOf('.', start) >= 0 && colon < 0) {
      return dottedQuad(start);
    }
    if (filled == SIZE || !hexadecimal(start, end)) {
      return -1;
    }
    return colon < 0 ? end : colons(colon);
  }

  private int colons(int colon) {
    int next = colon + 1;
    if (next == text.length()) {
      return -1;
    }
    if (text.charAt(next) != ':') {
      return next;
    }
    if (gap >= 0) {
      return -1;
    }
    gap = filled;
    return next + 1;
  }

  private boolean hexadecimal(int start, int end) {
    if (end == start || end - start > 4) {
      return false;
    }
    int number = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        return false;
      }
      number = 16 * number + digit;
    }
    octets[filled++] = (byte) (number >> 8);
    octets[filled++] = (byte) number;
    return true;
  }

  private int dottedQuad(int start) {
    byte[] quad = Ipv4Literal.parse(text.substring(start));
    if (quad == null || filled > SIZE - quad.length) {
      return -1;
    }
    System.arraycopy(quad, 0, octets, filled, quad.length);
    filled += quad.length;
    return text.length();
  }

  private byte[] widened() {
    byte[] wide = new byte[SIZE];
    System.arraycopy(octets, 0, wide, 0, gap);
    System.arraycopy(octets, gap, wide, SIZE - (filled - gap), filled - gap);
    return wide;
  }
}
