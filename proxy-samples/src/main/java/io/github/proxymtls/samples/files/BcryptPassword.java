package io.github.proxymtls.samples.files;

import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/** Hashes passwords as {@code htpasswd -B} does. */
public final class BcryptPassword {

  /** The number of octets of a password that bcrypt uses; bcrypt would silently ignore the rest. */
  public static final int MAXIMUM_BYTES = 72;

  private static final int SALT_BYTES = 16;

  private BcryptPassword() {}

  /**
   * Returns the hash with a new salt.
   *
   * @param cost the binary logarithm of the number of rounds, 4 to 31
   * @throws IllegalArgumentException if the password has more than {@link #MAXIMUM_BYTES}
   */
  public static String hash(byte[] password, int cost) {
    if (password.length > MAXIMUM_BYTES) {
      throw new IllegalArgumentException("a password of more than " + MAXIMUM_BYTES + " bytes");
    }
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return OpenBSDBCrypt.generate("2y", password, salt, cost);
  }
}
