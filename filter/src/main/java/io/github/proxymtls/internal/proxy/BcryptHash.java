package io.github.proxymtls.internal.proxy;

import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A bcrypt hash as {@code htpasswd -B} writes it: {@code $2y$}, a cost of two digits, {@code $}, 22
 * characters of salt and 31 of hash. {@code $2a$} and {@code $2b$} denote the same function.
 */
final class BcryptHash implements PasswordHash {

  static final int MINIMUM_COST = 4;

  /** A verification at this cost takes about a second. Each step doubles the time. */
  static final int MAXIMUM_COST = 14;

  /** The recommended maximum. The first request of a proxy waits for the verification. */
  static final int RECOMMENDED_COST = 10;

  private static final int LENGTH = 60;
  private static final int PREFIX = "$2y$10$".length();
  private static final int LAST_OF_SALT = PREFIX + 21;
  private static final String ALPHABET =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private final String text;

  private BcryptHash(String text) {
    this.text = text;
  }

  /**
   * Parses a hash. Rejects a text that no password can match.
   *
   * @throws IllegalArgumentException if the text is not a valid bcrypt hash; the message contains
   *     nothing of the text
   */
  static BcryptHash parse(String text) {
    if (!text.startsWith("$2y$") && !text.startsWith("$2a$") && !text.startsWith("$2b$")) {
      throw new IllegalArgumentException("not a bcrypt hash ($2y$, $2a$ or $2b$)");
    }
    if (text.length() != LENGTH || text.charAt(PREFIX - 1) != '$') {
      throw new IllegalArgumentException("a bcrypt hash is $2y$NN$ followed by 53 characters");
    }
    checkCost(text);
    checkAlphabet(text);
    return new BcryptHash(text);
  }

  private static void checkCost(String text) {
    int tens = text.charAt(4) - '0';
    int ones = text.charAt(5) - '0';
    boolean digits = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
    if (!digits || cost(text) < MINIMUM_COST || cost(text) > MAXIMUM_COST) {
      throw new IllegalArgumentException(
          "the cost of a bcrypt hash must be " + MINIMUM_COST + " to " + MAXIMUM_COST);
    }
  }

  private static int cost(String text) {
    return 10 * (text.charAt(4) - '0') + text.charAt(5) - '0';
  }

  private static void checkAlphabet(String text) {
    for (int i = PREFIX; i < LENGTH; i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        throw new IllegalArgumentException(
            "not a character of the bcrypt alphabet at offset " + i + " of the hash");
      }
    }
    // 22 characters hold 132 bits for a salt of 128, and 31 hold 186 for a hash of 184.
    if ((ALPHABET.indexOf(text.charAt(LAST_OF_SALT)) & 0xf) != 0
        || (ALPHABET.indexOf(text.charAt(LENGTH - 1)) & 0x3) != 0) {
      throw new IllegalArgumentException("the unused bits of a bcrypt hash must be zero");
    }
  }

  /** Runs bcrypt, which takes the time that the cost determines. */
  @Override
  public boolean matches(byte[] password) {
    return OpenBSDBCrypt.checkPassword(text, password);
  }

  @Override
  public boolean sameAs(PasswordHash other) {
    return other instanceof BcryptHash hash && text.equals(hash.text);
  }

  /** Returns true if the cost exceeds {@link #RECOMMENDED_COST}. */
  boolean isSlow() {
    return cost(text) > RECOMMENDED_COST;
  }

  /** Returns a constant, because a log must not contain the hash. */
  @Override
  public String toString() {
    return "bcrypt";
  }
}
