package io.github.proxymtls.benchmarks;

import io.github.proxymtls.Decision;

/** Fails if a benchmark measures another outcome than its name says. */
final class Accepted {

  private Accepted() {}

  static void check(Decision decision) {
    if (!(decision instanceof Decision.Accepted)) {
      throw new IllegalStateException("not accepted: " + decision);
    }
  }

  static void checkRefused(Decision decision, String detail) {
    if (!(decision instanceof Decision.Rejected rejected) || !rejected.detail().contains(detail)) {
      throw new IllegalStateException("not refused for '" + detail + "': " + decision);
    }
  }
}
