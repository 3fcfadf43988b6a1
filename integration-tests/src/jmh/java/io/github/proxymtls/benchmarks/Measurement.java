package io.github.proxymtls.benchmarks;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/**
 * The figures of one benchmark in its best iteration.
 *
 * @param nanoseconds the processor time of a call
 * @param bytes the octets allocated by a call
 */
record Measurement(double nanoseconds, double bytes) {

  /**
   * Returns the name: class and method, with the parameters in brackets, such as {@code
   * Decision.miss(RSA)}.
   */
  static Map<String, Measurement> of(Collection<RunResult> results) {
    Map<String, Measurement> all = new TreeMap<>();
    for (RunResult result : results) {
      String[] words = result.getParams().getBenchmark().split("\\.");
      String name =
          words[words.length - 2].replace("Benchmark", "") + "." + words[words.length - 1];
      String parameters =
          result.getParams().getParamsKeys().stream()
              .map(result.getParams()::getParam)
              .collect(Collectors.joining(", "));
      all.put(
          parameters.isEmpty() ? name : name + '(' + parameters + ')',
          new Measurement(least(result, ProcessorTime.LABEL), least(result, "gc.alloc.rate.norm")));
    }
    return all;
  }

  private static double least(RunResult result, String label) {
    return result.getSecondaryResults().get(label).getStatistics().getMin();
  }
}
