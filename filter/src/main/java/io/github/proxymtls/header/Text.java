package io.github.proxymtls.header;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
    NONE(' '),
    /** None, and newlines as they are. */
    LINES('\n'),
    /** {@code %XX} (RFC 3986 section 2.1). */
    PERCENT('%'),
    /** Those of a JSON string (RFC 8259 section 7). */
    JSON('\\');

    /** What begins an escape; without escapes the blank that parts the lines. */
    private final char sign;

    Escapes(char sign) {
      this.sign = sign;
    }
  }

  private static final int PERCENT_LENGTH = 3;
  private static final int SHORT_LENGTH = 2;
  private static final int UNICODE_LENGTH = 6;

  private final String value;
  private final byte[] octets;
  private final int end;
  private final Escapes escapes;
  private int at;

  private Text(String value, byte[] octets, Slice part, Escapes escapes) {
    this.value = value;
    this.octets = octets;
    this.at = part.from();
    this.end = part.to();
    this.escapes = escapes;
  }

  static Text literal(String value) {
    return whole(value, Escapes.NONE);
  }

  /** What was decoded from a header value, and so may hold newlines. */
  static Text lines(byte[] octets) {
    String value = new String(octets, StandardCharsets.ISO_8859_1);
    return new Text(value, octets, new Slice(0, octets.length), Escapes.LINES);
  }

  static Text escaped(String value) {
    return whole(value, Escapes.PERCENT);
  }

  /** A part with percent escapes. */
  static Text escaped(String value, byte[] octets, Slice part) {
    return new Text(value, octets, part, Escapes.PERCENT);
  }

  /** The contents of a JSON string, without its quotes. */
  static Text json(String value, byte[] octets, Slice part) {
    return new Text(value, octets, part, Escapes.JSON);
  }

  private static Text whole(String value, Escapes escapes) {
    byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
    return new Text(value, octets, new Slice(0, octets.length), escapes);
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

  /** Moves over the given ASCII text, which holds no sign of an escape, if it is next. */
  boolean take(String expected) {
    int start = at;
    if (end - at >= expected.length() && value.startsWith(expected, at)) {
      at += expected.length();
      return true;
    }
    for (int i = 0; i < expected.length(); i++) {
      if (!take(expected.charAt(i))) {
        at = start;
        return false;
      }
    }
    return true;
  }

  /** The offset of the octet as such, not escaped, at the cursor or behind it; else the end. */
  int indexOf(char octet) {
    int index = value.indexOf(octet, at);
    return index < 0 || index > end ? end : index;
  }

  /**
   * The octets from the cursor up to the offset without their escapes and, where they may hold
   * blanks, without these; null where an escape is none. Copies whole runs between what it drops.
   */
  byte @Nullable [] dense(int to, boolean blanks) {
    int start = at;
    int next = !blanks && escapes.sign == ' ' ? to : Math.min(to, indexOf(escapes.sign));
    if (next == to) {
      return Arrays.copyOfRange(octets, at, to);
    }
    byte[] dense = new byte[to - at];
    int length = 0;
    while (at < to && length >= 0) {
      System.arraycopy(octets, at, dense, length, next - at);
      length += next - at;
      at = next;
      length = next == to ? length : keep(dense, length);
      next = Math.min(to, indexOf(escapes.sign));
    }
    at = start;
    return length < 0 ? null : Arrays.copyOf(dense, length);
  }

  /** Moves over an escape or a blank; the new length, or -1. */
  private int keep(byte[] dense, int length) {
    int octet = peek();
    if (octet < 0) {
      return -1;
    }
    skip();
    if (isBlank(octet)) {
      return length;
    }
    dense[length] = (byte) octet;
    return length + 1;
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
    return octet == escapes.sign && octet > ' ';
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
