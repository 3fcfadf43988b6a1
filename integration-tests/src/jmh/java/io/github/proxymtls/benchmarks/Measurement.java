package io.github.proxymtls.benchmarks;

import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;

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
  static String name(BenchmarkParams benchmark) {
    String[] words = benchmark.getBenchmark().split("\\.");
    String name = words[words.length - 2].replace("Benchmark", "") + "." + words[words.length - 1];
    String parameters =
        benchmark.getParamsKeys().stream()
            .map(benchmark::getParam)
            .collect(Collectors.joining(", "));
    return parameters.isEmpty() ? name : name + '(' + parameters + ')';
  }

  static Measurement of(BenchmarkResult result) {
    return new Measurement(least(result, ProcessorTime.LABEL), least(result, "gc.alloc.rate.norm"));
  }

  private static double least(BenchmarkResult result, String label) {
    return result.getSecondaryResults().get(label).getStatistics().getMin();
  }

  /** Returns a line for a file. */
  String line(String name) {
    return name + "\t" + nanoseconds + "\t" + bytes;
  }

  static Measurement parse(String[] words) {
    return new Measurement(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
  }
}
