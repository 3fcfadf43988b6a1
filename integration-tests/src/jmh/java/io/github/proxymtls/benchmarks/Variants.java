package io.github.proxymtls.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One thing after the other, and from the beginning again. The platform remembers the certificates
 * that it read last and whose signature was right, so a benchmark that showed it the same again and
 * again would leave their signatures out.
 */
final class Variants<T> {

  /** More certificates than the platform remembers. */
  private static final int ENOUGH = 1000;

  private final List<T> all = new ArrayList<>();
  private int next;

  /**
   * Makes enough of them.
   *
   * @param certificates how many there are in each
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
