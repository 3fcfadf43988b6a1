package io.github.proxymtls.internal.header;

import java.util.Arrays;

/** The escape sequences of a text. Each stands for one ASCII octet. */
enum Escapes {
  /** No escape sequences. */
  NONE(' '),
  /** No escape sequences; line breaks are literal. */
  LINES('\n'),
  /** Percent-encoding: {@code %XX} (RFC 3986 section 2.1). */
  PERCENT('%'),
  /** The escape sequences of a JSON string (RFC 8259 section 7). */
  JSON('\\');

  /** Returned by {@link #read} for an invalid escape sequence or one that is not ASCII. */
  static final int BAD = -2;

  private static final int PERCENT_LENGTH = 3;
  private static final int SHORT_LENGTH = 2;
  private static final int UNICODE_LENGTH = 6;
  private static final byte[] HEX_DIGITS = hexDigits();

  private final char sign;

  Escapes(char sign) {
    this.sign = sign;
  }

  /** Returns the first character of an escape sequence; without escapes, the separator of lines. */
  char sign() {
    return sign;
  }

  boolean begin(int octet) {
    return octet == sign && octet > ' ';
  }

  /** Returns the length of the escape sequence at the offset. Its first two octets exist. */
  int length(byte[] octets, int at) {
    if (this == PERCENT) {
      return PERCENT_LENGTH;
    }
    return octets[at + 1] == 'u' ? UNICODE_LENGTH : SHORT_LENGTH;
  }

  /** Returns the octet that the escape sequence at the offset stands for, or {@link #BAD}. */
  int read(byte[] octets, int at, int end) {
    if (end - at < SHORT_LENGTH || end - at < length(octets, at)) {
      return BAD;
    }
    if (this == PERCENT) {
      return ascii(octets, at + 1);
    }
    return switch (octets[at + 1]) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '"', '\\', '/' -> octets[at + 1];
      case 'u' -> octets[at + 2] == '0' && octets[at + 3] == '0' ? ascii(octets, at + 4) : BAD;
      default -> BAD;
    };
  }

  /** Returns the value of a hexadecimal digit of either case, or -1 for any other octet. */
  static int hexDigit(int octet) {
    return HEX_DIGITS[octet & 0xff];
  }

  private static int ascii(byte[] octets, int at) {
    int octet = (hexDigit(octets[at]) << 4) | hexDigit(octets[at + 1]);
    return octet >= 0 && octet < 0x80 ? octet : BAD;
  }

  private static byte[] hexDigits() {
    byte[] digits = new byte[256];
    Arrays.fill(digits, (byte) -1);
    for (int i = 0; i < 16; i++) {
      digits["0123456789abcdef".charAt(i)] = (byte) i;
      digits["0123456789ABCDEF".charAt(i)] = (byte) i;
    }
    return digits;
  }
}
