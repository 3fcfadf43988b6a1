package io.github.proxymtls.internal.x509;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Reads the elements of DER that {@link DerSyntax} has checked, without building a tree of objects,
 * because a CRL may have hundreds of thousands of entries. Every method that advances throws {@link
 * IllegalArgumentException} if the next element is not the expected one.
 */
public final class DerCursor {

  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int SEQUENCE = 0x30;

  /** The explicit context-specific tag 0. */
  public static final int EXPLICIT_0 = 0xa0;

  private static final int MAX_ELEMENT_LENGTH = 1 << 16;

  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;

  /** Two-digit years from here on are in the twentieth century (RFC 5280 section 4.1.2.5.1). */
  private static final int FIRST_YEAR_OF_TWENTIETH_CENTURY = 50;

  private final byte[] der;
  private final int end;
  private int at;

  public DerCursor(byte[] der, int at, int end) {
    this.der = der;
    this.at = at;
    this.end = end;
  }

  /** Returns the offset of the contents of the element at an offset. */
  public static int contents(byte[] der, int at) {
    int first = der[at + 1];
    return at + 2 + (first >= 0 ? 0 : first & 0x7f);
  }

  /** Returns the offset after the element at an offset. */
  public static int endOf(byte[] der, int at) {
    int contents = contents(der, at);
    int length = der[at + 1];
    if (length >= 0) {
      return contents + length;
    }
    length = 0;
    for (int i = at + 2; i < contents; i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return contents + length;
  }

  /** Returns the offset of the next element. */
  public int offset() {
    return at;
  }

  public boolean isAtEnd() {
    return at == end;
  }

  public boolean isAt(int tag) {
    return at < end && (der[at] & 0xff) == tag;
  }

  public boolean isAtTime() {
    return isAt(UTC_TIME) || isAt(GENERALIZED_TIME);
  }

  /** Returns a cursor over the elements inside the next element. */
  public DerCursor enter(int tag) {
    int from = at;
    skip(tag);
    return new DerCursor(der, contents(der, from), at);
  }

  /**
   * Returns the octets of the next element. The length is limited, because the caller parses the
   * element into objects.
   */
  public byte[] element(int tag) {
    int from = at;
    skip(tag);
    if (at - from > MAX_ELEMENT_LENGTH) {
      throw new IllegalArgumentException(
          "more than "
              + MAX_ELEMENT_LENGTH
              + " octets at offset "
              + from
              + " outside the list of entries");
    }
    return Arrays.copyOfRange(der, from, at);
  }

  /** Returns the contents of the next element. */
  public byte[] value(int tag) {
    int from = at;
    skip(tag);
    return Arrays.copyOfRange(der, contents(der, from), at);
  }

  /** Skips an INTEGER, which must have the minimal encoding. */
  public void skipInteger() {
    int from = contents(der, at);
    skip(INTEGER);
    boolean padded = at - from > 1 && (der[from] == 0 || der[from] == -1);
    if (at == from || (padded && (der[from] ^ der[from + 1]) >= 0)) {
      throw new IllegalArgumentException("expected an INTEGER at offset " + from);
    }
  }

  /** Reads a Time (RFC 5280 section 4.1.2.5), in either form for any year. */
  public Instant time() {
    int from = contents(der, at);
    boolean shortYear = isAt(UTC_TIME);
    skip(shortYear ? UTC_TIME : GENERALIZED_TIME);
    int year = two(from);
    if (shortYear) {
      year += year < FIRST_YEAR_OF_TWENTIETH_CENTURY ? 2000 : 1900;
    } else {
      from += 2;
      year = 100 * year + two(from);
    }
    try {
      return LocalDateTime.of(
              year, two(from + 2), two(from + 4), two(from + 6), two(from + 8), two(from + 10))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("expected a time at offset " + from, e);
    }
  }

  private int two(int from) {
    return 10 * (der[from] - '0') + der[from + 1] - '0';
  }

  public void requireEnd() {
    if (at != end) {
      throw new IllegalArgumentException("unexpected data at offset " + at);
    }
  }

  private void skip(int tag) {
    if (!isAt(tag)) {
      throw new IllegalArgumentException(
          "expected an element with tag 0x" + Integer.toHexString(tag) + " at offset " + at);
    }
    at = endOf(der, at);
  }
}
