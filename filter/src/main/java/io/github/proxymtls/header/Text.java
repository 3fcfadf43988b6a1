package io.github.proxymtls.header;

import java.nio.charset.StandardCharsets;

/**
 * A header value, or a part of one, as octets with a cursor. Where the grammar has escapes, {@code
 * %XX} reads as the ASCII octet that it stands for (RFC 3986 section 2.1); all else is literal.
 */
final class Text {

  /** What {@link #peek} returns at the end. */
  static final int END = -1;

  /** What {@link #peek} returns for an escape that is not one, or that is not ASCII. */
  static final int BAD_ESCAPE = -2;

  private static final int ESCAPE_LENGTH = 3;

  private final byte[] octets;
  private final int end;
  private final boolean escapes;
  private int at;

  private Text(byte[] octets, int from, int end, boolean escapes) {
    this.octets = octets;
    this.at = from;
    this.end = end;
    this.escapes = escapes;
  }

  static Text literal(String value) {
    byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
    return new Text(octets, 0, octets.length, false);
  }

  static Text escaped(String value) {
    byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
    return escaped(octets, 0, octets.length);
  }

  static Text escaped(byte[] octets, int from, int end) {
    return new Text(octets, from, end, true);
  }

  byte[] octets() {
    return octets;
  }

  int at() {
    return at;
  }

  int end() {
    return end;
  }

  void moveTo(int offset) {
    at = offset;
  }

  boolean atEnd() {
    return at == end;
  }

  /** The octet at the cursor, {@link #END} or {@link #BAD_ESCAPE}. */
  int peek() {
    if (at == end) {
      return END;
    }
    int octet = octets[at] & 0xff;
    return escapes && octet == '%' ? unescape() : octet;
  }

  /** Moves over the octet that {@link #peek} returned. */
  void skip() {
    at += escapes && octets[at] == '%' ? ESCAPE_LENGTH : 1;
  }

  /** Moves over the given octet if it is next. */
  boolean take(char expected) {
    if (peek() != expected) {
      return false;
    }
    skip();
    return true;
  }

  /** Moves over the given ASCII text if it is next. */
  boolean take(String expected) {
    int start = at;
    for (int i = 0; i < expected.length(); i++) {
      if (!take(expected.charAt(i))) {
        at = start;
        return false;
      }
    }
    return true;
  }

  /** Moves over SP, HTAB, CR and LF. */
  void skipBlanks() {
    while (isBlank(peek())) {
      skip();
    }
  }

  static boolean isBlank(int octet) {
    return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
  }

  /** The value of a hexadecimal digit of either case, or -1. */
  static int hexDigit(int octet) {
    if (octet >= '0' && octet <= '9') {
      return octet - '0';
    }
    int lower = octet | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Records that something else was expected at the cursor; always false. */
  boolean fail(String what, Extraction out) {
    return out.malformed(peek() == BAD_ESCAPE ? "bad percent escape" : what, at);
  }

  private int unescape() {
    if (end - at < ESCAPE_LENGTH) {
      return BAD_ESCAPE;
    }
    int high = hexDigit(octets[at + 1]);
    int low = hexDigit(octets[at + 2]);
    boolean ascii = high >= 0 && high < 8 && low >= 0;
    return ascii ? (high << 4) | low : BAD_ESCAPE;
  }
}
