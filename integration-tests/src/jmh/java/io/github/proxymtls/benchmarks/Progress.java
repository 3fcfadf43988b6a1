package io.github.proxymtls.benchmarks;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Collects the figures of a run as soon as each is known, so that neither a failed benchmark nor
 * the end of the time loses the others.
 */
final class Progress {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final OutputFormat delegate;
  private final Path file;
  private final Map<String, Measurement> measured = new TreeMap<>();
  private final List<String> failed = new ArrayList<>();
  private String running;

  /**
   * @param delegate prints what JMH says
   * @param file gets a line for each benchmark; null for no file
   */
  Progress(OutputFormat delegate, Path file) {
    this.delegate = delegate;
    this.file = file;
  }

  Map<String, Measurement> measured() {
    return measured;
  }

  List<String> failed() {
    return failed;
  }

  /** Returns the delegate, of whose many methods two are observed. */
  OutputFormat format() {
    return (OutputFormat)
        Proxy.newProxyInstance(
            OutputFormat.class.getClassLoader(),
            new Class<?>[] {OutputFormat.class},
            (proxy, method, arguments) -> called(method, arguments));
  }

  private Object called(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("startBenchmark")) {
      end();
      running = Measurement.name((BenchmarkParams) arguments[0]);
    } else if (method.getName().equals("endBenchmark") && arguments[0] != null) {
      put((BenchmarkResult) arguments[0]);
    }
    try {
      return method.invoke(delegate, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }

  private void put(BenchmarkResult result) throws IOException {
    Measurement figures = Measurement.of(result);
    put(running, figures, Row.number(figures.nanoseconds() / 1e3) + " µs");
    for (Map.Entry<String, Double> ratio : Measurement.ratios(result).entrySet()) {
      String name = running.replaceFirst("\\.\\w+", "." + ratio.getKey());
      put(name, new Measurement(ratio.getValue(), 0), Row.number(ratio.getValue()) + " times");
    }
    running = null;
  }

  private void put(String name, Measurement figures, String shown) throws IOException {
    measured.put(name, figures);
    write(figures.line(name));
    tell(name + " " + shown);
  }

  /** Ends the benchmark that runs; without figures it has failed. */
  void end() throws IOException {
    if (running != null) {
      failed.add(running);
      write(running);
      tell(running + " FAILED");
      running = null;
    }
  }

  private void write(String line) throws IOException {
    if (file != null) {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  private void tell(String text) {
    if (file != null) {
      tell("JDK " + Runtime.version().feature(), text);
    }
  }

  /** Prints a line that says how far a run is. */
  static void tell(String jdk, String text) {
    String time = TIME.format(LocalTime.now(ZoneId.systemDefault()));
    System.out.println("# " + time + " " + jdk + ": " + text);
  }
}
