package io.github.proxymtls.internal.jose;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64url exactly as RFC 7515 section 2 has it: no padding, nothing skipped, one spelling. */
public final class Base64Url {

  private Base64Url() {}

  /** The octets, or null where the text is not the one encoding of any. */
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

  /** The six bits that a character stands for, or -1. */
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
