package io.github.proxymtls.internal.binding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.proxymtls.Decision;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** What a decision allocates. */
final class Allocation {

  private Allocation() {}

  /**
   * The octets of an acceptance: the least of so many turns, so that what the JVM does meanwhile
   * does not count.
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
