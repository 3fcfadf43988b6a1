package io.github.proxymtls.internal.jose;

import io.github.proxymtls.internal.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
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

  private final byte[] text;

  private Thumbprint(String text) {
    this.text = text.getBytes(StandardCharsets.US_ASCII);
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

  /**
   * Compares in constant time, and without allocating an object, because every request does this.
   */
  public boolean matches(String thumbprint) {
    if (thumbprint.length() != text.length) {
      return false;
    }
    int difference = 0;
    for (int i = 0; i < text.length; i++) {
      difference |= text[i] ^ thumbprint.charAt(i);
    }
    return difference == 0;
  }

  /**
   * Returns true if one matches. Compares all of them, so that the time does not depend on which
   * one matches.
   */
  public static boolean isAmong(List<Thumbprint> registered, String thumbprint) {
    boolean found = false;
    for (int i = 0; i < registered.size(); i++) {
      found |= registered.get(i).matches(thumbprint);
    }
    return found;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Thumbprint that && MessageDigest.isEqual(text, that.text);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(text);
  }

  @Override
  public String toString() {
    return new String(text, StandardCharsets.US_ASCII);
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
