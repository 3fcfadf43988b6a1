package io.github.proxymtls.internal.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.proxymtls.Decision;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** Measures what a decision allocates. */
final class Allocation {

  private Allocation() {}

  /**
   * The octets that an acceptance allocates: the minimum of several runs, so that concurrent work
   * of the JVM does not count.
   */
  static long least(int times, Supplier<Decision> decide) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < times; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      Decision decision = decide.get();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(decision instanceof Decision.Accepted).isTrue();
    }
    return least;
  }
}
