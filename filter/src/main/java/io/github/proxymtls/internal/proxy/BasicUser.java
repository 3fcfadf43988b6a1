package io.github.proxymtls.internal.proxy;

import org.jspecify.annotations.Nullable;

/**
 * One line of the users file, and the keyed hash of its credential once bcrypt has verified it.
 * Each line has one correct password, so that any other password is then known to be wrong without
 * bcrypt. A changed line is a new object without a remembered hash.
 */
final class BasicUser {

  /** The result of comparing a credential with the remembered one. */
  enum Memory {
    RIGHT,
    WRONG,
    NONE
  }

  private final String name;
  private final PasswordHash hash;
  private final int profile;
  private final Check.Passed passed;
  private volatile KeyedHash.@Nullable Digest verified;

  /**
   * @param profile the position of the profile that this user belongs to
   */
  BasicUser(String name, PasswordHash hash, int profile) {
    this.name = name;
    this.hash = hash;
    this.profile = profile;
    this.passed = new Check.Passed(name);
  }

  /** Returns the result for a correct credential. */
  Check.Passed passed() {
    return passed;
  }

  String name() {
    return name;
  }

  PasswordHash hash() {
    return hash;
  }

  int profile() {
    return profile;
  }

  /** Returns true if a check is cheap, so that it needs no slot. */
  boolean hasFastHash() {
    return hash instanceof RandomPasswordHash;
  }

  boolean sameLine(BasicUser other) {
    return name.equals(other.name) && hash.sameAs(other.hash) && profile == other.profile;
  }

  /** Compares with the remembered hash in constant time. */
  Memory recall(KeyedHash.Digest digest) {
    KeyedHash.Digest known = verified;
    if (known == null) {
      return Memory.NONE;
    }
    return known.equals(digest) ? Memory.RIGHT : Memory.WRONG;
  }

  /** Remembers the keyed hash of a credential that bcrypt has verified. */
  void remember(KeyedHash.Digest digest) {
    verified = digest;
  }
}
