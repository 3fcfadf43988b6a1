package io.github.proxymtls.internal.jose;

import io.github.proxymtls.internal.text.Sha256;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 thumbprint that is compared in constant time with the text of {@code x5t#S256}:
 * base64url without padding (RFC 8705 section 3.1).
 */
public final class Thumbprint {

  private static final int OCTETS = 32;
  private static final int CHARACTERS = 43;
  private static final int BITS_OF_CHARACTER = 6;

  private final long first;
  private final long second;
  private final long third;
  private final long fourth;

  /**
   * @param text canonical base64url
   */
  private Thumbprint(String text) {
    first = bits(text, 0);
    second = bits(text, Long.SIZE);
    third = bits(text, 2 * Long.SIZE);
    fourth = bits(text, 3 * Long.SIZE);
  }

  /**
   * Returns 64 of the bits that a text encodes, from a position on. Unlike {@link
   * Base64Url#decode}, it makes no arrays: every request with a registered certificate calls it.
   */
  private static long bits(String text, int from) {
    int end = from + Long.SIZE;
    int last = (end - 1) / BITS_OF_CHARACTER;
    long bits = 0;
    for (int i = from / BITS_OF_CHARACTER; i < last; i++) {
      bits = bits << BITS_OF_CHARACTER | Base64Url.value(text.charAt(i));
    }
    int after = (last + 1) * BITS_OF_CHARACTER - end;
    return bits << (BITS_OF_CHARACTER - after) | Base64Url.value(text.charAt(last)) >> after;
  }

  /** Returns the SHA-256 of the octets. */
  public static Thumbprint over(byte[] der) {
    return new Thumbprint(Sha256.base64Url(der));
  }

  /**
   * Parses 64 hexadecimal digits (colons allowed between octets) or base64url without padding.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  public static Thumbprint parse(String value) {
    return new Thumbprint(isCanonical(value) ? value : encoded(hexadecimal(value)));
  }

  /** Returns true for base64url of 32 octets, without padding, with unused bits zero. */
  public static boolean isCanonical(String value) {
    if (value.length() != CHARACTERS) {
      return false;
    }
    for (int i = 0; i < CHARACTERS; i++) {
      if (!Base64Url.isCharacter(value.charAt(i))) {
        return false;
      }
    }
    return (Base64Url.value(value.charAt(CHARACTERS - 1)) & 3) == 0;
  }

  /** Compares in constant time. Any other text than canonical base64url does not match. */
  public boolean matches(String thumbprint) {
    return isCanonical(thumbprint) && equals(new Thumbprint(thumbprint));
  }

  /**
   * Returns true if one matches. Compares all of them, so that the time does not depend on which
   * one matches.
   */
  public static boolean isAmong(List<Thumbprint> registered, String thumbprint) {
    if (!isCanonical(thumbprint)) {
      return false;
    }
    Thumbprint presented = new Thumbprint(thumbprint);
    boolean found = false;
    for (int i = 0; i < registered.size(); i++) {
      found |= registered.get(i).equals(presented);
    }
    return found;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Thumbprint that
        && ((first ^ that.first)
                | (second ^ that.second)
                | (third ^ that.third)
                | (fourth ^ that.fourth))
            == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(first);
  }

  @Override
  public String toString() {
    ByteBuffer octets = ByteBuffer.allocate(OCTETS);
    octets.putLong(first).putLong(second).putLong(third).putLong(fourth);
    return encoded(octets.array());
  }

  private static byte[] hexadecimal(String value) {
    boolean colons = value.indexOf(':') >= 0;
    HexFormat format = colons ? HexFormat.ofDelimiter(":") : HexFormat.of();
    byte[] octets;
    try {
      octets = format.parseHex(value);
    } catch (IllegalArgumentException e) {
      octets = new byte[0];
    }
    if (octets.length != OCTETS) {
      throw new IllegalArgumentException(
          "expected a SHA-256: 64 hexadecimal digits or 43 characters of base64url");
    }
    return octets;
  }

  private static String encoded(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
