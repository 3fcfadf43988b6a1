package io.github.proxymtls.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The processor time of a decision and of its parts, which take turns in the same process. Separate
 * processes differ by more than the limit allows. JMH reports the ratio of each iteration.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Alternation {

  /** The beginning of the names of the ratios. */
  static final String AGAINST = "against";

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private long decision;
  private long parts;

  @Setup(Level.Iteration)
  public void begin() {
    decision = 0;
    parts = 0;
  }

  void decision(Callable<?> call, Blackhole result) throws Exception {
    decision += nanoseconds(call, result);
  }

  void parts(Callable<?> call, Blackhole result) throws Exception {
    parts += nanoseconds(call, result);
  }

  private static long nanoseconds(Callable<?> call, Blackhole result) throws Exception {
    long before = THREADS.getCurrentThreadCpuTime();
    result.consume(call.call());
    return THREADS.getCurrentThreadCpuTime() - before;
  }

  public double againstParts() {
    return (double) decision / parts;
  }
}
