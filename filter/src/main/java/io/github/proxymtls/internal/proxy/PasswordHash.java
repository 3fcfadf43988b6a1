package io.github.proxymtls.internal.proxy;

/** The hash of a password in a users file. */
sealed interface PasswordHash permits BcryptHash, RandomPasswordHash {

  /**
   * Parses a hash. Rejects a text that no password can match.
   *
   * @throws IllegalArgumentException if the text is not a valid hash; the message contains nothing
   *     of the text
   */
  static PasswordHash parse(String text) {
    return text.startsWith(RandomPasswordHash.SCHEME)
        ? RandomPasswordHash.parse(text)
        : BcryptHash.parse(text);
  }

  /** Returns true if this is the hash of the password. */
  boolean matches(byte[] password);

  boolean sameAs(PasswordHash other);
}
