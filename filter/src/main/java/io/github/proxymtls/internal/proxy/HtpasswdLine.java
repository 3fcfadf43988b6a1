package io.github.proxymtls.internal.proxy;

import java.security.SecureRandom;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/**
 * Makes a line of the file {@code proxymtls.proxy.basic.users-file}: a user and the bcrypt hash of
 * the password, as {@code htpasswd -nB} prints it.
 */
public final class HtpasswdLine {

  /** The cost of {@link #of(String, byte[])}: 2 to the power of 10 rounds. */
  public static final int DEFAULT_COST = 10;

  /** The longest password in octets; bcrypt would ignore what follows. */
  public static final int MAXIMUM_PASSWORD = Credential.MAXIMUM_PASSWORD;

  private HtpasswdLine() {}

  /** Makes a line at {@link #DEFAULT_COST}. */
  public static String of(String user, byte[] password) {
    return of(user, password, DEFAULT_COST);
  }

  /**
   * Makes a line, without a line break.
   *
   * @param user 1 to 255 printable ASCII characters without a colon, no blank at either end, no
   *     {@code #} at the beginning
   * @param password the octets that the proxy sends, UTF-8 by RFC 7617 section 2.1: 1 to {@value
   *     #MAXIMUM_PASSWORD}, no control characters
   * @param cost 4 to 14; each step doubles the work
   * @throws IllegalArgumentException if one of them is not so; the message does not hold the
   *     password
   */
  public static String of(String user, byte[] password, int cost) {
    refuse(Credential.faultOfUser(user));
    refuse(Credential.faultOfPassword(password));
    if (cost < BcryptHash.MINIMUM_COST || cost > BcryptHash.MAXIMUM_COST) {
      throw new IllegalArgumentException(
          "the cost must be " + BcryptHash.MINIMUM_COST + " to " + BcryptHash.MAXIMUM_COST);
    }
    byte[] salt = new byte[16];
    new SecureRandom().nextBytes(salt);
    return user + ":" + OpenBSDBCrypt.generate("2y", password, salt, cost);
  }

  private static void refuse(@Nullable String fault) {
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }
}
