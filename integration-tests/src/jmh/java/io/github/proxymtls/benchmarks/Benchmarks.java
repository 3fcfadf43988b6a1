package io.github.proxymtls.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks that JMH's options name, or all of them, and reports which goals were met. A
 * benchmark that fails does not end the run.
 */
public final class Benchmarks {

  /** A property that names a file for the figures; then only one line for each is printed. */
  static final String FILE = "benchmarks.file";

  private Benchmarks() {}

  /** Exits with status 0 only if nothing failed and every measured goal was met. */
  public static void main(String[] arguments)
      throws RunnerException, CommandLineOptionException, IOException {
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(arguments))
            .addProfiler(GCProfiler.class)
            .addProfiler(ProcessorTime.class)
            .build();
    String file = System.getProperty(FILE);
    PrintStream jmh =
        file == null ? System.out : new PrintStream(file + ".log", StandardCharsets.UTF_8);
    OutputFormat format = OutputFormatFactory.createFormatInstance(jmh, VerboseMode.NORMAL);
    Progress progress = new Progress(format, file == null ? null : Path.of(file));
    new Runner(options, progress.format()).run();
    progress.end();
    List<Row> rows = Goals.of(progress.measured());
    if (file == null) {
      rows.forEach(Benchmarks::print);
    }
    boolean good = progress.failed().isEmpty() && rows.stream().noneMatch(Row::missed);
    System.exit(good ? 0 : 1);
  }

  private static void print(Row row) {
    String verdict = row.limit() == null ? "" : row.limit() + (row.missed() ? " MISSED" : "");
    System.out.printf("%-70s %14s %s%n", row.what(), row.figure(), verdict);
  }
}
