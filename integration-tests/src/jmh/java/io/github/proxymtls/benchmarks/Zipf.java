package io.github.proxymtls.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Numbers from zero, where each one is as frequent as its position from one allows: 1, 1/2, 1/3.
 */
final class Zipf {

  private final double[] sums;

  Zipf(int count) {
    sums = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1.0 / (i + 1);
      sums[i] = sum;
    }
  }

  int next(SplittableRandom random) {
    int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return found < 0 ? Math.min(-found - 1, sums.length - 1) : found;
  }
}
