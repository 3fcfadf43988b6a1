package io.github.proxymtls.internal.x509;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Checks the Distinguished Encoding Rules (X.690 sections 8, 10 and 11) as far as possible without
 * knowing the type: definite and minimal lengths, a bounded depth, ordered sets, and the form of
 * booleans, times and strings. Reads the octets once and copies nothing but text.
 */
public final class DerSyntax {

  private static final int MAXIMUM_DEPTH = 16;
  private static final int MAXIMUM_LENGTH_OCTETS = 4;

  private static final int BOOLEAN = 0x01;
  private static final int UTF8_STRING = 0x0c;
  private static final int PRINTABLE_STRING = 0x13;
  private static final int IA5_STRING = 0x16;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONSTRUCTED = 0x20;
  private static final int HIGH_TAG_NUMBER = 0x1f;

  private static final int UTC_TIME_LENGTH = "YYMMDDHHMMSSZ".length();
  private static final int GENERALIZED_TIME_LENGTH = "YYYYMMDDHHMMSSZ".length();

  private final byte[] der;

  private DerSyntax(byte[] der) {
    this.der = der;
  }

  /** Returns true if the octets are exactly one element. */
  public static boolean isElement(byte[] der) {
    return new DerSyntax(der).skip(0, der.length, 0) == der.length;
  }

  /** Returns the length in octets of the SEQUENCE at the offset, or -1 if there is none. */
  public static int sequenceLength(byte[] der, int at) {
    if (at >= der.length || der[at] != SEQUENCE) {
      return -1;
    }
    DerSyntax syntax = new DerSyntax(der);
    int contents = syntax.contents(at, der.length);
    return contents < 0 ? -1 : contents + syntax.length(at) - at;
  }

  /** Returns the offset after the element at the offset, or -1 if it is malformed. */
  private int skip(int at, int end, int depth) {
    int contents = depth > MAXIMUM_DEPTH ? -1 : contents(at, end);
    if (contents < 0 || (der[at] & HIGH_TAG_NUMBER) == HIGH_TAG_NUMBER) {
      return -1;
    }
    int next = contents + length(at);
    boolean strict =
        (der[at] & CONSTRUCTED) == 0
            ? isPrimitive(der[at], contents, next)
            : areElements(der[at] == SET, contents, next, depth + 1);
    return strict ? next : -1;
  }

  private boolean areElements(boolean ordered, int from, int end, int depth) {
    int previous = from;
    int child = from;
    while (child < end) {
      int next = skip(child, end, depth);
      if (next < 0 || (ordered && isDescending(previous, child, next))) {
        return false;
      }
      previous = child;
      child = next;
    }
    return true;
  }

  private boolean isDescending(int previous, int child, int next) {
    return Arrays.compareUnsigned(der, previous, child, der, child, next) > 0;
  }

  private boolean isPrimitive(int tag, int from, int end) {
    return switch (tag) {
      case BOOLEAN -> end - from == 1 && (der[from] == 0 || der[from] == -1);
      case UTF8_STRING -> isUtf8(from, end);
      case PRINTABLE_STRING, IA5_STRING -> isAscii(from, end);
      case UTC_TIME -> end - from == UTC_TIME_LENGTH && isTime(from, end);
      case GENERALIZED_TIME -> end - from == GENERALIZED_TIME_LENGTH && isTime(from, end);
      default -> true;
    };
  }

  private boolean isAscii(int from, int end) {
    for (int i = from; i < end; i++) {
      if (der[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isUtf8(int from, int end) {
    if (isAscii(from, end)) {
      return true;
    }
    byte[] again =
        new String(der, from, end - from, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(again, 0, again.length, der, from, end);
  }

  private boolean isTime(int from, int end) {
    for (int i = from; i < end - 1; i++) {
      if (der[i] < '0' || der[i] > '9') {
        return false;
      }
    }
    return der[end - 1] == 'Z';
  }

  /**
   * Returns the offset of the contents, or -1 if the length is not definite, minimal and within the
   * end.
   */
  private int contents(int at, int end) {
    if (end - at < 2) {
      return -1;
    }
    int first = der[at + 1];
    int octets = first >= 0 ? 0 : first & 0x7f;
    int contents = at + 2 + octets;
    if ((first < 0 && octets == 0) || octets > MAXIMUM_LENGTH_OCTETS || contents > end) {
      return -1;
    }
    int length = length(at);
    boolean minimal = octets == 0 || length >= (octets == 1 ? 0x80 : 1 << (8 * (octets - 1)));
    return minimal && length <= end - contents ? contents : -1;
  }

  /** Returns the length of an element whose length octets are complete. */
  private int length(int at) {
    int first = der[at + 1];
    if (first >= 0) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xff);
    }
    return length;
  }
}
