package io.github.proxymtls.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks that JMH's options name, or all of them, and reports which goals were met.
 */
public final class Benchmarks {

  /** A property that names a file for the rows. */
  static final String FILE = "benchmarks.file";

  private Benchmarks() {}

  /** Exits with status 0 only if every measured goal was met. */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(arguments))
            .addProfiler(GCProfiler.class)
            .addProfiler(ProcessorTime.class)
            .shouldFailOnError(true)
            .build();
    List<Row> rows =
        Goals.of(Measurement.of(new Runner(options).run()), Runtime.version().feature());
    String file = System.getProperty(FILE);
    if (file != null) {
      Files.write(Path.of(file), rows.stream().map(Row::line).toList());
    }
    System.out.println();
    for (Row row : rows) {
      String verdict = row.limit() == null ? "" : row.limit() + (row.missed() ? " MISSED" : "");
      System.out.printf("%-70s %14s %s%n", row.what(), row.figure(), verdict);
    }
    System.exit(rows.stream().anyMatch(Row::missed) ? 1 : 0);
  }
}
