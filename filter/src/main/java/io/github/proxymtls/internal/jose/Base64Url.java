package io.github.proxymtls.internal.jose;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64url as RFC 7515 section 2 defines it: no padding, no ignored characters, one encoding for
 * each value.
 */
public final class Base64Url {

  private Base64Url() {}

  /** Returns the octets, or null if the text is not a canonical encoding. */
  public static byte @Nullable [] decode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isCharacter(text.charAt(i))) {
        return null;
      }
    }
    int unusedBits = text.length() % 4 == 2 ? 0xf : text.length() % 4 == 3 ? 3 : 0;
    boolean canonical =
        text.length() % 4 != 1
            && (text.isEmpty() || (value(text.charAt(text.length() - 1)) & unusedBits) == 0);
    return canonical ? Base64.getUrlDecoder().decode(text) : null;
  }

  public static boolean isCharacter(char c) {
    return value(c) >= 0;
  }

  /** Returns the six bits that a character encodes, or -1. */
  public static int value(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
  }
}
