package io.github.proxymtls.internal.header;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A header value, or a part of one, as octets with a cursor. An escape sequence of the grammar is
 * read as the ASCII octet that it stands for; everything else is literal.
 */
final class Text {

  /** Returned by {@link #peek} at the end. */
  static final int END = -1;

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

  /**
   * Creates a text from octets that were decoded from a header value and may contain line breaks.
   */
  static Text lines(byte[] octets) {
    String value = new String(octets, StandardCharsets.ISO_8859_1);
    return new Text(value, octets, new Slice(0, octets.length), Escapes.LINES);
  }

  static Text escaped(String value) {
    return whole(value, Escapes.PERCENT);
  }

  /** Creates a text from a part of a value with percent-encoding. */
  static Text escaped(String value, byte[] octets, Slice part) {
    return new Text(value, octets, part, Escapes.PERCENT);
  }

  /** Creates a text from the contents of a JSON string, without its quotes. */
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

  /** Returns the octet at the cursor, {@link #END} or {@link Escapes#BAD}. */
  int peek() {
    if (at == end) {
      return END;
    }
    int octet = octets[at] & 0xff;
    return escapes.begin(octet) ? escapes.read(octets, at, end) : octet;
  }

  /** Moves the cursor past the octet that {@link #peek} returned. */
  void skip() {
    at += escapes.begin(octets[at]) ? escapes.length(octets, at) : 1;
  }

  /** Moves the cursor past the given octet if it is next. Returns true if it was. */
  boolean take(char expected) {
    if (peek() != expected) {
      return false;
    }
    skip();
    return true;
  }

  /**
   * Moves the cursor past the given ASCII text if it is next. The text contains no character that
   * begins an escape sequence. Returns true if it was next.
   */
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

  /**
   * Returns the offset of the first unescaped occurrence of the octet from the cursor on, or the
   * end.
   */
  int indexOf(char octet) {
    int index = value.indexOf(octet, at);
    return index < 0 || index > end ? end : index;
  }

  /**
   * Returns the octets from the cursor up to the offset, with escape sequences decoded and, if
   * allowed, without whitespace; null if an escape sequence is invalid. Copies whole runs between
   * the characters that it drops.
   */
  @Nullable ByteBuffer dense(int to, boolean blanks) {
    int next = blanks || escapes.begin(escapes.sign()) ? nextSign(at, to) : to;
    if (next == to) {
      return ByteBuffer.wrap(octets, at, to - at);
    }
    byte[] dense = new byte[to - at];
    int length = 0;
    int from = at;
    while (true) {
      System.arraycopy(octets, from, dense, length, next - from);
      length += next - from;
      if (next == to) {
        return ByteBuffer.wrap(dense, 0, length);
      }
      int octet = escapes.begin(octets[next]) ? escapes.read(octets, next, to) : octets[next];
      if (octet < 0) {
        return null;
      }
      if (!blanks || !isBlank(octet)) {
        dense[length++] = (byte) octet;
      }
      from = next + (escapes.begin(octets[next]) ? escapes.length(octets, next) : 1);
      next = nextSign(from, to);
    }
  }

  private int nextSign(int from, int to) {
    int index = value.indexOf(escapes.sign(), from);
    return index < 0 || index > to ? to : index;
  }

  /** Moves the cursor past SP, HTAB, CR and LF. */
  void skipBlanks() {
    while (isBlank(peek())) {
      skip();
    }
  }

  static boolean isBlank(int octet) {
    return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
  }

  /** Records an error at the cursor. Always returns false. */
  boolean fail(String what, Extraction out) {
    return out.malformed(peek() == Escapes.BAD ? "bad escape" : what, at);
  }
}
