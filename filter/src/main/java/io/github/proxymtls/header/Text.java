package io.github.proxymtls.header;

import java.nio.charset.StandardCharsets;

/**
 * A header value, or a part of one, as octets with a cursor. Where the grammar has escapes, each
 * reads as the ASCII octet that it stands for; all else is literal.
 */
final class Text {

  /** What {@link #peek} returns at the end. */
  static final int END = -1;

  /** What {@link #peek} returns for an escape that is not one, or that is not ASCII. */
  static final int BAD_ESCAPE = -2;

  /** Which escapes there are. */
  private enum Escapes {
    NONE,
    /** {@code %XX} (RFC 3986 section 2.1). */
    PERCENT,
    /** Those of a JSON string (RFC 8259 section 7). */
    JSON
  }

  private static final int PERCENT_LENGTH = 3;
  private static final int SHORT_LENGTH = 2;
  private static final int UNICODE_LENGTH = 6;

  private final byte[] octets;
  private final int end;
  private final Escapes escapes;
  private int at;

  private Text(byte[] octets, int from, int end, Escapes escapes) {
    this.octets = octets;
    this.at = from;
    this.end = end;
    this.escapes = escapes;
  }

  static Text literal(String value) {
    byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
    return literal(octets);
  }

  static Text literal(byte[] octets) {
    return new Text(octets, 0, octets.length, Escapes.NONE);
  }

  static Text escaped(String value) {
    byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
    return escaped(octets, 0, octets.length);
  }

  static Text escaped(byte[] octets, int from, int end) {
    return new Text(octets, from, end, Escapes.PERCENT);
  }

  /** The contents of a JSON string, without its quotes. */
  static Text json(byte[] octets, int from, int end) {
    return new Text(octets, from, end, Escapes.JSON);
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
    return isEscape(octet) ? unescape() : octet;
  }

  /** Moves over the octet that {@link #peek} returned. */
  void skip() {
    at += isEscape(octets[at]) ? escapeLength() : 1;
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
    return out.malformed(peek() == BAD_ESCAPE ? "bad escape" : what, at);
  }

  private boolean isEscape(int octet) {
    return switch (escapes) {
      case NONE -> false;
      case PERCENT -> octet == '%';
      case JSON -> octet == '\\';
    };
  }

  private int escapeLength() {
    if (escapes == Escapes.PERCENT) {
      return PERCENT_LENGTH;
    }
    return octets[at + 1] == 'u' ? UNICODE_LENGTH : SHORT_LENGTH;
  }

  private int unescape() {
    if (end - at < SHORT_LENGTH || end - at < escapeLength()) {
      return BAD_ESCAPE;
    }
    if (escapes == Escapes.PERCENT) {
      return ascii(at + 1);
    }
    return switch (octets[at + 1]) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\', '/' -> octets[at + 1];
      case 'u' -> octets[at + 2] == '0' && octets[at + 3] == '0' ? ascii(at + 4) : BAD_ESCAPE;
      default -> BAD_ESCAPE;
    };
  }

  private int ascii(int from) {
    int high = hexDigit(octets[from]);
    int low = hexDigit(octets[from + 1]);
    return high >= 0 && high < 8 && low >= 0 ? (high << 4) | low : BAD_ESCAPE;
  }
}
