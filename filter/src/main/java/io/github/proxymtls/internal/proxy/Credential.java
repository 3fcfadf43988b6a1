package io.github.proxymtls.internal.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A user and a password as RFC 7617 section 2 carries them: {@code Basic}, blanks, and the base64
 * of {@code user:password}. Read strictly: padded base64 whose unused bits are zero, no control
 * characters, a password that bcrypt would not cut.
 */
final class Credential implements Parsed {

  /** The longest header value in characters. */
  static final int MAXIMUM_VALUE = 1024;

  /** The longest password in octets: bcrypt ignores what follows. */
  static final int MAXIMUM_PASSWORD = 72;

  private static final int MAXIMUM_USER = 255;
  private static final String SCHEME = "Basic ";

  private final byte[] octets;
  private final String user;
  private final byte[] password;

  private Credential(byte[] octets, String user, byte[] password) {
    this.octets = octets;
    this.user = user;
    this.password = password;
  }

  static Parsed parse(String value) {
    if (value.length() > MAXIMUM_VALUE) {
      return new Malformed("longer than " + MAXIMUM_VALUE + " characters");
    }
    if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return new Malformed("the scheme is not Basic");
    }
    int start = SCHEME.length();
    while (start < value.length() && value.charAt(start) == ' ') {
      start++;
    }
    byte[] octets = decode(value.substring(start));
    return octets == null
        ? new Malformed("not padded base64 from offset " + start)
        : ofOctets(octets);
  }

  private static byte @Nullable [] decode(String base64) {
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
    // The decoder also takes missing padding and unused bits that are not zero.
    return Base64.getEncoder().encodeToString(octets).equals(base64) ? octets : null;
  }

  private static Parsed ofOctets(byte[] octets) {
    int colon = 0;
    while (colon < octets.length && octets[colon] != ':') {
      colon++;
    }
    if (colon == octets.length) {
      return new Malformed("no colon between user and password");
    }
    // One character for each octet: names are compared as sent, and only ASCII can be configured.
    String user = new String(octets, 0, colon, StandardCharsets.ISO_8859_1);
    byte[] password = Arrays.copyOfRange(octets, colon + 1, octets.length);
    String fault = faultOfUser(user);
    if (fault == null) {
      fault = faultOfPassword(password);
    }
    return fault == null ? new Credential(octets, user, password) : new Malformed(fault);
  }

  /** What keeps a text from being a user, or null; the answer holds nothing of the text. */
  static @Nullable String faultOfUser(String user) {
    if (user.isEmpty() || user.length() > MAXIMUM_USER) {
      return "the user must have 1 to " + MAXIMUM_USER + " characters";
    }
    for (int i = 0; i < user.length(); i++) {
      char c = user.charAt(i);
      if (c < ' ' || c > '~' || c == ':') {
        return "the user must be printable ASCII without a colon, unlike at offset " + i;
      }
    }
    if (user.startsWith("#") || user.startsWith(" ") || user.endsWith(" ")) {
      return "the user must neither begin with # or a blank nor end with a blank";
    }
    return null;
  }

  /** What keeps octets from being a password, or null; the answer holds nothing of them. */
  static @Nullable String faultOfPassword(byte[] password) {
    if (password.length == 0) {
      return "the password is empty";
    }
    if (password.length > MAXIMUM_PASSWORD) {
      return "the password has more than " + MAXIMUM_PASSWORD + " bytes";
    }
    for (byte octet : password) {
      if ((octet >= 0 && octet < ' ') || octet == 0x7f) {
        return "a control character in the password";
      }
    }
    return null;
  }

  /** {@code user:password}. */
  byte[] octets() {
    return octets;
  }

  String user() {
    return user;
  }

  byte[] password() {
    return password;
  }
}
