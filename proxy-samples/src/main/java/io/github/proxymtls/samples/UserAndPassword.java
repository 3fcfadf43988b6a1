package io.github.proxymtls.samples;

import io.github.proxymtls.samples.files.BcryptPassword;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a proxy's credential may be, so that the filter can read it and a users file hold it. */
final class UserAndPassword {

  /** What a user's name must be. */
  static final String USER =
      "1 to 255 printable ASCII characters without a colon, neither # nor a blank first, no blank"
          + " last";

  private static final int LONGEST_USER = 255;

  private UserAndPassword() {}

  /** What is wrong with {@code user:password}; null where nothing is. Shows neither. */
  static @Nullable String fault(byte[] credential) {
    String text = new String(credential, StandardCharsets.ISO_8859_1);
    int colon = text.indexOf(':');
    if (colon < 0 || hasControl(credential)) {
      return "does not hold one line user:password";
    }
    if (!isUser(text.substring(0, colon))) {
      return "does not begin with a user: " + USER;
    }
    int length = text.length() - colon - 1;
    if (length == 0 || length > BcryptPassword.MAXIMUM_BYTES) {
      return "needs a password of 1 to " + BcryptPassword.MAXIMUM_BYTES + " bytes";
    }
    return null;
  }

  /** A password in a header cannot have a control character. */
  static boolean hasControl(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1)
        .chars()
        .anyMatch(c -> c < ' ' || c == 0x7F);
  }

  static boolean isUser(String name) {
    return !name.isEmpty()
        && name.length() <= LONGEST_USER
        && name.equals(name.strip())
        && name.charAt(0) != '#'
        && name.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != ':');
  }
}
