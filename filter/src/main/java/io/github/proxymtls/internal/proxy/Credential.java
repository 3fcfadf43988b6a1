package io.github.proxymtls.internal.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A user and a password in the form of RFC 7617 section 2: {@code Basic}, spaces, and the base64 of
 * {@code user:password}. Parsing is strict: the base64 is padded and its unused bits are zero,
 * there are no control characters, and bcrypt would not truncate the password.
 */
final class Credential implements Parsed {

  /** The maximum length of the header value, in characters. */
  static final int MAXIMUM_VALUE = 1024;

  /** The maximum length of the password, in octets. Bcrypt ignores the rest. */
  static final int MAXIMUM_PASSWORD = 72;

  private static final int MAXIMUM_USER = 255;
  private static final String SCHEME = "Basic ";

  private final String user;
  private final byte[] password;

  private Credential(String user, byte[] password) {
    this.user = user;
    this.password = password;
  }

  static Parsed parse(String value) {
    if (value.length() > MAXIMUM_VALUE) {
      return new Malformed("longer than " + MAXIMUM_VALUE + " characters");
    }
    int start = startOfBase64(value);
    if (start < 0) {
      return new Malformed("the scheme is not Basic");
    }
    byte[] octets = decode(value.substring(start));
    return octets == null
        ? new Malformed("expected padded base64 from offset " + start)
        : ofOctets(octets);
  }

  /**
   * Returns the offset of the base64, of which each credential has exactly one spelling; negative
   * if the value is too long or of another scheme.
   */
  static int startOfBase64(String value) {
    if (value.length() > MAXIMUM_VALUE || !hasScheme(value)) {
      return -1;
    }
    int start = SCHEME.length();
    while (start < value.length() && value.charAt(start) == ' ') {
      start++;
    }
    return start;
  }

  private static boolean hasScheme(String value) {
    return value.startsWith(SCHEME) || value.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  private static byte @Nullable [] decode(String base64) {
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null;
    }
    // The decoder also accepts missing padding and unused bits that are not zero.
    return Base64.getEncoder().encodeToString(octets).equals(base64) ? octets : null;
  }

  private static Parsed ofOctets(byte[] octets) {
    int colon = 0;
    while (colon < octets.length && octets[colon] != ':') {
      colon++;
    }
    if (colon == octets.length) {
      return new Malformed("expected a colon between user and password");
    }
    // One character per octet: names are compared as sent, and only ASCII can be configured.
    String user = new String(octets, 0, colon, StandardCharsets.ISO_8859_1);
    byte[] password = Arrays.copyOfRange(octets, colon + 1, octets.length);
    String fault = faultOfUser(user);
    if (fault == null) {
      fault = faultOfPassword(password);
    }
    return fault == null ? new Credential(user, password) : new Malformed(fault);
  }

  /**
   * Returns why a text is not a valid user name, or null. The message contains nothing of the text.
   */
  static @Nullable String faultOfUser(String user) {
    if (user.isEmpty() || user.length() > MAXIMUM_USER) {
      return "the user must have 1 to " + MAXIMUM_USER + " characters";
    }
    for (int i = 0; i < user.length(); i++) {
      char c = user.charAt(i);
      if (c < ' ' || c > '~' || c == ':') {
        return "the user must be printable ASCII without a colon; invalid character at offset " + i;
      }
    }
    if (user.startsWith("#") || user.startsWith(" ") || user.endsWith(" ")) {
      return "the user must not begin with # or a space, nor end with a space";
    }
    return null;
  }

  /** Returns why octets are not a valid password, or null. The message contains nothing of them. */
  static @Nullable String faultOfPassword(byte[] password) {
    if (password.length == 0) {
      return "the password is empty";
    }
    if (password.length > MAXIMUM_PASSWORD) {
      return "the password has more than " + MAXIMUM_PASSWORD + " bytes";
    }
    for (byte octet : password) {
      if ((octet >= 0 && octet < ' ') || octet == 0x7f) {
        return "the password contains a control character";
      }
    }
    return null;
  }

  String user() {
    return user;
  }

  byte[] password() {
    return password;
  }
}
