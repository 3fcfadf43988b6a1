package io.github.proxymtls.samples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.samples.doctor.Finding;
import io.github.proxymtls.samples.doctor.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command of {@code doctor}: prints its findings as text or JSON. */
abstract class DoctorSubcommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print the findings as one line of JSON.")
  private boolean json;

  /**
   * Adds the findings. An exception adds the last one.
   *
   * @throws ConfigurationException if the configuration is invalid
   * @throws IOException if the input cannot be read
   */
  abstract void examine(Report report) throws IOException;

  @Override
  public final Integer call() {
    Report report = new Report(spec.name());
    int status = examinedQuietly(report);
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? report.json(status) : report.text());
    out.flush();
    return status;
  }

  /** The findings say what the filter would log. */
  private int examinedQuietly(Report report) {
    Logger log = (Logger) LoggerFactory.getLogger("io.github.proxymtls");
    Level before = log.getLevel();
    log.setLevel(Level.ERROR);
    try {
      return examined(report);
    } finally {
      log.setLevel(before);
    }
  }

  private int examined(Report report) {
    try {
      examine(report);
    } catch (ConfigurationException e) {
      report.addInvalid(e.problems());
    } catch (IOException e) {
      report.add(Finding.problem("input", Failures.message(e)));
      return CommandLine.ExitCode.USAGE;
    }
    return report.exitStatus();
  }

  final CommandLine commandLine() {
    return spec.commandLine();
  }
}
