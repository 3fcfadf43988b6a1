package io.github.proxymtls.benchmarks;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;

/**
 * What one benchmark took in the best of its iterations.
 *
 * @param nanoseconds of a processor per call
 * @param bytes allocated per call
 */
record Measured(double nanoseconds, double bytes) {

  /** By class and method, with the parameter in brackets: {@code Decision.miss(RSA)}. */
  static Map<String, Measured> of(Collection<RunResult> results) {
    Map<String, Measured> all = new TreeMap<>();
    for (RunResult result : results) {
      String[] words = result.getParams().getBenchmark().split("\\.");
      String name =
          words[words.length - 2].replace("Benchmark", "") + "." + words[words.length - 1];
      String parameters =
          result.getParams().getParamsKeys().stream()
              .map(key -> "(" + result.getParams().getParam(key) + ")")
              .findFirst()
              .orElse("");
      all.put(
          name + parameters,
          new Measured(least(result, ProcessorTime.LABEL), least(result, "gc.alloc.rate.norm")));
    }
    return all;
  }

  private static double least(RunResult result, String label) {
    return result.getSecondaryResults().get(label).getStatistics().getMin();
  }
}
