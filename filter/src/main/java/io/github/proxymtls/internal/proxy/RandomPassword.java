package io.github.proxymtls.internal.proxy;

import java.security.SecureRandom;

/**
 * A password of 256 random bits for a proxy, as 43 characters of base64url (RFC 4648 section 5). It
 * cannot be guessed, so that a fast hash is enough and a check never waits for a slot.
 */
public final class RandomPassword {

  private static final int OCTETS = 32;

  private final String text;

  private RandomPassword(String text) {
    this.text = text;
  }

  /** Creates a random password. */
  public static RandomPassword make() {
    byte[] octets = new byte[OCTETS];
    new SecureRandom().nextBytes(octets);
    return new RandomPassword(RandomPasswordHash.base64Url(octets));
  }

  /** Returns the password, for the proxy's configuration. */
  public String text() {
    return text;
  }

  /** Returns the hash for {@code proxymtls.proxy.basic.password-hash} or a users file. */
  public String hash() {
    return RandomPasswordHash.of(text).text();
  }

  /** Returns a constant, because a log must not contain the password. */
  @Override
  public String toString() {
    return "random password";
  }
}
