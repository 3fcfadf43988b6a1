package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.internal.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * The SHA-256 of a {@link RandomPassword}: {@code $proxymtls-sha256$1$} and 43 characters of
 * base64url, where {@code 1} is the version. A password of 256 random bits cannot be guessed, so
 * that its hash can be fast and needs no salt. A password of another form never matches.
 */
final class RandomPasswordHash implements PasswordHash {

  static final String SCHEME = "$proxymtls-sha256$";

  private static final String PREFIX = SCHEME + "1$";
  private static final int OCTETS = 32;
  private static final byte[] NONE = {};

  private final byte[] sha256;

  private RandomPasswordHash(byte[] sha256) {
    this.sha256 = sha256;
  }

  /**
   * Parses a hash.
   *
   * @throws IllegalArgumentException if the text is not a valid hash; the message contains nothing
   *     of the text
   */
  static RandomPasswordHash parse(String text) {
    byte[] sha256 = text.startsWith(PREFIX) ? octets(text.substring(PREFIX.length())) : NONE;
    if (sha256.length != OCTETS) {
      throw new IllegalArgumentException(
          "the hash of a random password is " + PREFIX + " followed by 43 characters of base64url");
    }
    return new RandomPasswordHash(sha256);
  }

  /** Decodes the canonical text of 256 bits. Returns no octets for any other text. */
  private static byte[] octets(String text) {
    try {
      byte[] octets = Base64.getUrlDecoder().decode(text);
      return base64Url(octets).equals(text) ? octets : NONE;
    } catch (IllegalArgumentException e) {
      return NONE;
    }
  }

  static RandomPasswordHash of(String password) {
    return new RandomPasswordHash(Sha256.of(password.getBytes(StandardCharsets.US_ASCII)));
  }

  static String base64Url(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** Compares in constant time. */
  @Override
  public boolean matches(byte[] password) {
    boolean random = octets(new String(password, StandardCharsets.ISO_8859_1)).length == OCTETS;
    return random && MessageDigest.isEqual(sha256, Sha256.of(password));
  }

  @Override
  public boolean sameAs(PasswordHash other) {
    return other instanceof RandomPasswordHash hash && MessageDigest.isEqual(sha256, hash.sha256);
  }

  /** Returns the text for a users file. */
  String text() {
    return PREFIX + base64Url(sha256);
  }

  /** Returns a constant, because a log must not contain the hash. */
  @Override
  public String toString() {
    return "sha256";
  }
}
