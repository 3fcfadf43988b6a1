package io.github.proxymtls.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Returns one value after the other and then starts again. The JDK caches the certificates that it
 * parsed last and whose signature was valid, so a benchmark with only one certificate would not
 * measure the signature check.
 */
final class Variants<T> {

  /** More certificates than the JDK caches. */
  private static final int ENOUGH = 1000;

  private final List<T> all = new ArrayList<>();
  private int next;

  /**
   * Creates enough variants.
   *
   * @param certificates the number of certificates in each
   */
  Variants(int certificates, Supplier<T> maker) {
    for (int i = 0; i * certificates < ENOUGH; i++) {
      all.add(maker.get());
    }
  }

  T next() {
    next = next + 1 < all.size() ? next + 1 : 0;
    return all.get(next);
  }
}
