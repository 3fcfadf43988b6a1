package io.github.proxymtls.internal.x509;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Walks over the elements of octets that {@link DerSyntax} found to be DER, without building a tree
 * of them: a CRL may have hundreds of thousands. Every method that moves on throws {@link
 * IllegalArgumentException} where the next element is another than expected.
 */
public final class DerCursor {

  public static final int INTEGER = 0x02;
  public static final int BIT_STRING = 0x03;
  public static final int SEQUENCE = 0x30;

  /** The context tag 0 of something explicit. */
  public static final int EXPLICIT_0 = 0xa0;

  private static final int LONGEST = 1 << 16;

  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;

  /** A year of two digits from here on is of the last century (RFC 5280 section 4.1.2.5.1). */
  private static final int LAST_CENTURY = 50;

  private final byte[] der;
  private final int end;
  private int at;

  public DerCursor(byte[] der, int at, int end) {
    this.der = der;
    this.at = at;
    this.end = end;
  }

  /** The offset of the contents of the element that begins at one. */
  public static int contents(byte[] der, int at) {
    int first = der[at + 1];
    return at + 2 + (first >= 0 ? 0 : first & 0x7f);
  }

  /** The offset behind the element that begins at one. */
  public static int behind(byte[] der, int at) {
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

  /** The offset of the next element. */
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

  /** The elements inside the next one. */
  public DerCursor enter(int tag) {
    int from = at;
    skip(tag);
    return new DerCursor(der, contents(der, from), at);
  }

  /** The octets of the next element, which may not be long, since a tree will be made of it. */
  public byte[] element(int tag) {
    int from = at;
    skip(tag);
    if (at - from > LONGEST) {
      throw new IllegalArgumentException(
          "more than " + LONGEST + " octets at offset " + from + " that are no list of entries");
    }
    return Arrays.copyOfRange(der, from, at);
  }

  /** The contents of the next element. */
  public byte[] value(int tag) {
    int from = at;
    skip(tag);
    return Arrays.copyOfRange(der, contents(der, from), at);
  }

  /** The number, which must have as few octets as can be. */
  public void skipInteger() {
    int from = contents(der, at);
    skip(INTEGER);
    boolean padded = at - from > 1 && (der[from] == 0 || der[from] == -1);
    if (at == from || (padded && (der[from] ^ der[from + 1]) >= 0)) {
      throw new IllegalArgumentException("no INTEGER at offset " + from);
    }
  }

  /** A Time of RFC 5280 section 4.1.2.5, in either form whatever the year. */
  public Instant time() {
    int from = contents(der, at);
    boolean shortYear = isAt(UTC_TIME);
    skip(shortYear ? UTC_TIME : GENERALIZED_TIME);
    int year = two(from);
    if (shortYear) {
      year += year < LAST_CENTURY ? 2000 : 1900;
    } else {
      from += 2;
      year = 100 * year + two(from);
    }
    try {
      return LocalDateTime.of(
              year, two(from + 2), two(from + 4), two(from + 6), two(from + 8), two(from + 10))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no time at offset " + from, e);
    }
  }

  private int two(int from) {
    return 10 * (der[from] - '0') + der[from + 1] - '0';
  }

  public void requireEnd() {
    if (at != end) {
      throw new IllegalArgumentException("more than expected at offset " + at);
    }
  }

  private void skip(int tag) {
    if (!isAt(tag)) {
      throw new IllegalArgumentException(
          "no element with the tag 0x" + Integer.toHexString(tag) + " at offset " + at);
    }
    at = behind(der, at);
  }
}
