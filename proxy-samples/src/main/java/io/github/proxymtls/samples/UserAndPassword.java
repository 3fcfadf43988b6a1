package io.github.proxymtls.samples;

import io.github.proxymtls.samples.files.BcryptPassword;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a proxy's user name and password, so that the filter can read them and a users file
 * can hold them.
 */
final class UserAndPassword {

  /** The rule for a user name. */
  static final String USER =
      "1 to 255 printable ASCII characters without a colon; not beginning with # or a space, not"
          + " ending with a space";

  private static final int MAXIMUM_USER = 255;

  private UserAndPassword() {}

  /** Returns what is wrong with {@code user:password}, or null. The message contains neither. */
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

  /** Returns true if the octets contain a control character, which a header cannot carry. */
  static boolean hasControl(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1)
        .chars()
        .anyMatch(c -> c < ' ' || c == 0x7F);
  }

  static boolean isUser(String name) {
    return !name.isEmpty()
        && name.length() <= MAXIMUM_USER
        && name.equals(name.strip())
        && name.charAt(0) != '#'
        && name.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != ':');
  }
}
