package io.github.proxymtls.benchmarks;

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

  private Benchmarks() {}

  /** Exits with status 0 only if every measured goal was met. */
  public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
    Options options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(arguments))
            .addProfiler(GCProfiler.class)
            .addProfiler(ProcessorTime.class)
            .shouldFailOnError(true)
            .build();
    Goals goals = Goals.of(Measurement.of(new Runner(options).run()));
    System.out.println();
    goals.lines().forEach(System.out::println);
    System.exit(goals.missed() ? 1 : 0);
  }
}
