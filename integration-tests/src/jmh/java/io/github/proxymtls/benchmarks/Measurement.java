package io.github.proxymtls.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;

/**
 * The figures of one benchmark: the best iteration of each process, and of these the median.
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
    return new Measurement(best(result, ProcessorTime.LABEL), best(result, "gc.alloc.rate.norm"));
  }

  private static double best(BenchmarkResult result, String label) {
    return median(result, label, one -> one.stream().min(Double::compare).orElseThrow());
  }

  /**
   * Returns the ratios that a benchmark of an {@link Alternation} has measured, by their names: the
   * median of each process, and of these the median.
   */
  static Map<String, Double> ratios(BenchmarkResult result) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (String label : result.getSecondaryResults().keySet()) {
      if (label.startsWith(Alternation.AGAINST)) {
        ratios.put(label, median(result, label, Figures::median));
      }
    }
    return ratios;
  }

  private static double median(
      BenchmarkResult result, String label, Function<List<Double>, Double> ofProcess) {
    List<Double> values = new ArrayList<>();
    for (IterationResult iteration : result.getIterationResults()) {
      values.add(iteration.getSecondaryResults().get(label).getScore());
    }
    int each = result.getParams().getMeasurement().getCount();
    List<Double> processes = new ArrayList<>();
    for (int from = 0; from < values.size(); from += each) {
      processes.add(ofProcess.apply(values.subList(from, Math.min(from + each, values.size()))));
    }
    return Figures.median(processes);
  }

  /** Returns a line for a file. */
  String line(String name) {
    return name + "\t" + nanoseconds + "\t" + bytes;
  }

  static Measurement parse(String[] words) {
    return new Measurement(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
  }
}
