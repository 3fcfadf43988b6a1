package io.github.proxymtls.internal.proxy;

import java.security.SecureRandom;

/**
 * A password of 256 random bits for a proxy, as 43 characters of base64url. Nobody can guess it, so
 * that the filter checks it by a fast hash, at once, whatever else waits for a check.
 */
public final class RandomPassword {

  private static final int OCTETS = 32;

  private final String text;

  private RandomPassword(String text) {
    this.text = text;
  }

  /** Makes one. */
  public static RandomPassword make() {
    byte[] octets = new byte[OCTETS];
    new SecureRandom().nextBytes(octets);
    return new RandomPassword(RandomPasswordHash.base64Url(octets));
  }

  /** The password, for the proxy alone. */
  public String text() {
    return text;
  }

  /** The hash, as {@code proxymtls.proxy.basic.password-hash} and users files take it. */
  public String hash() {
    return RandomPasswordHash.of(text).text();
  }

  /** Shows nothing of the password. */
  @Override
  public String toString() {
    return "random password";
  }
}
