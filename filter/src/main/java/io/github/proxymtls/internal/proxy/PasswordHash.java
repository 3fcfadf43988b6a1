package io.github.proxymtls.internal.proxy;

/** What a users file has in place of a password. */
sealed interface PasswordHash permits BcryptHash, RandomPasswordHash {

  /**
   * Reads a hash that some password can match.
   *
   * @throws IllegalArgumentException if it is none; the message holds nothing of the text
   */
  static PasswordHash parse(String text) {
    return text.startsWith(RandomPasswordHash.SCHEME)
        ? RandomPasswordHash.parse(text)
        : BcryptHash.parse(text);
  }

  /** True where this is the hash of the password. */
  boolean matches(byte[] password);

  boolean sameAs(PasswordHash other);
}
