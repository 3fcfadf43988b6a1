package io.github.proxymtls.samples;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * A run of the command line of {@code proxymtls.jar} within this process.
 *
 * @param status the exit status
 */
public record CommandLineRun(int status, String out, String err) {

  /** Runs a command. */
  public static CommandLineRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int status = commandLine.execute(arguments);
    return new CommandLineRun(status, out.toString(), err.toString());
  }
}
