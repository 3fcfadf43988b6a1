package io.github.proxymtls.internal.proxy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.bouncycastle.crypto.macs.SipHash128;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.Pack;
import org.jspecify.annotations.Nullable;

/**
 * SipHash-2-4 with 128 bits (Aumasson and Bernstein, 2012), a pseudorandom function, with a random
 * key that never leaves this object. Without the key, nobody can find another text with the same
 * hash, and a hash reveals nothing about its text.
 */
final class KeyedHash {

  private static final int KEY_OCTETS = 16;
  private static final int HASH_OCTETS = 16;

  /** A hash. */
  record Digest(long first, long second) {

    /** Compares in constant time. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Digest that && ((first ^ that.first) | (second ^ that.second)) == 0;
    }

    @Override
    public int hashCode() {
      return (int) first;
    }
  }

  private final KeyParameter key;

  KeyedHash() {
    byte[] random = new byte[KEY_OCTETS];
    new SecureRandom().nextBytes(random);
    key = new KeyParameter(random);
  }

  /**
   * Returns the hash of a text from an offset. A character that is not in ISO 8859-1 counts as a
   * question mark.
   */
  Digest hash(String text, int from) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    SipHash128 hash = new SipHash128();
    hash.init(key);
    hash.update(octets, from, octets.length - from);
    byte[] result = octets.length < HASH_OCTETS ? new byte[HASH_OCTETS] : octets;
    hash.doFinal(result, 0);
    return new Digest(
        Pack.littleEndianToLong(result, 0), Pack.littleEndianToLong(result, Long.BYTES));
  }
}
