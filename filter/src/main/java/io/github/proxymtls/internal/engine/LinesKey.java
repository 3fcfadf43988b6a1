package io.github.proxymtls.internal.engine;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of an accepted certificate, and the profile that reads them.
 *
 * <h2>The hash samples the value</h2>
 *
 * A hash of all characters would take longer than the rest of the decision. This one takes the
 * length, 32 characters at even distances, and 16 of the last ones, where the signature is. Of a
 * long value, which has the chain as well, it takes 64 from the beginning, where the leaf is.
 * Equality compares everything. Only accepted certificates are stored, so that a client cannot fill
 * the cache with values of its choice. Values with the same sample have an order, so that a map
 * finds one of them with as many comparisons as a search tree needs.
 */
final class LinesKey implements CertificateCache.Key, Comparable<LinesKey> {

  /** The size of a text without its characters, with its place in a list. */
  private static final int TEXT_BYTES = 56;

  /** A value that is longer than this has more than a leaf. */
  private static final int LEAF = 2048;

  private static final int SPREAD = 32;
  private static final int LAST = 16;
  private static final int LAST_STEP = 8;

  /** Odd, so that a multiplication by it loses nothing. */
  private static final long SEED = new SecureRandom().nextLong() | 1;

  private final @Nullable String profile;
  private final String certificate;
  private final List<String> chain;

  /** Zero until it is needed. */
  private int hash;

  LinesKey(@Nullable String profile, String certificate, List<String> chain) {
    this.profile = profile;
    this.certificate = certificate;
    this.chain = chain;
  }

  private static int hash(String text) {
    int length = text.length();
    if (length < LAST * LAST_STEP) {
      return text.hashCode();
    }
    int from = Math.min(length, LEAF);
    int spread = length > LEAF ? 2 * SPREAD : SPREAD;
    long hash = sample(SEED + length, text, 0, from / spread, spread);
    hash = sample(hash, text, length - LAST * LAST_STEP, LAST_STEP, LAST);
    return (int) (hash ^ (hash >>> Integer.SIZE));
  }

  /** Adds characters from an offset on, four at a time. */
  private static long sample(long before, String text, int from, int step, int count) {
    long hash = before;
    int at = from;
    for (int i = 0; i < count; i += 4) {
      long four =
          text.charAt(at)
              | ((long) text.charAt(at + step) << 16)
              | ((long) text.charAt(at + 2 * step) << 32)
              | ((long) text.charAt(at + 3 * step) << 48);
      hash = (hash ^ four) * SEED;
      hash ^= hash >>> 29;
      at += 4 * step;
    }
    return hash;
  }

  @Override
  public int bytes(List<X509Certificate> path) {
    int bytes = TEXT_BYTES + certificate.length();
    for (String line : chain) {
      bytes += TEXT_BYTES + line.length();
    }
    return bytes;
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = hash(certificate);
      hash = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LinesKey that
        && certificate.equals(that.certificate)
        && chain.equals(that.chain)
        && Objects.equals(profile, that.profile);
  }

  /** An order of unequal keys, without a meaning. */
  @Override
  public int compareTo(LinesKey other) {
    int order = certificate.compareTo(other.certificate);
    if (order == 0) {
      order = String.valueOf(profile).compareTo(String.valueOf(other.profile));
    }
    if (order == 0) {
      order = Integer.compare(chain.size(), other.chain.size());
    }
    for (int i = 0; i < chain.size() && order == 0; i++) {
      order = chain.get(i).compareTo(other.chain.get(i));
    }
    return order;
  }
}
