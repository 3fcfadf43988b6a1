package io.github.proxymtls.internal.proxy;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * One line of the user file, and what is remembered of it: the keyed hash of its credential, once
 * bcrypt has verified that. There is one right password to a line, so that any other is then known
 * to be wrong without bcrypt. A line that changes is another object, which remembers nothing.
 */
final class BasicUser {

  /** What is known of a credential without bcrypt. */
  enum Memory {
    RIGHT,
    WRONG,
    NONE
  }

  private final String name;
  private final PasswordHash hash;
  private final int profile;
  private volatile byte @Nullable [] verified;

  /**
   * @param profile the position of the one profile whose proxy this user is
   */
  BasicUser(String name, PasswordHash hash, int profile) {
    this.name = name;
    this.hash = hash;
    this.profile = profile;
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

  /** True where a check costs little, so that nothing is remembered and none waits. */
  boolean hasFastHash() {
    return hash instanceof RandomPasswordHash;
  }

  boolean sameLine(BasicUser other) {
    return name.equals(other.name) && hash.sameAs(other.hash) && profile == other.profile;
  }

  /** Compares in constant time. */
  Memory recall(byte[] keyedHash) {
    byte[] known = verified;
    if (known == null) {
      return Memory.NONE;
    }
    return MessageDigest.isEqual(known, keyedHash) ? Memory.RIGHT : Memory.WRONG;
  }

  /** Remembers a credential that bcrypt has verified. */
  void remember(byte[] keyedHash) {
    verified = keyedHash.clone();
  }
}
