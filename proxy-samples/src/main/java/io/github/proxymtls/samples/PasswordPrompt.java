package io.github.proxymtls.samples;

import io.github.proxymtls.samples.files.ShutdownAction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Asks for a password at a terminal, which does not show it. Unlike {@link java.io.Console} it also
 * works where standard output goes to a file.
 */
final class PasswordPrompt {

  /** Reads one line of standard input. */
  interface Line {
    byte[] read() throws IOException;
  }

  private static final Path TERMINAL = Path.of("/dev/tty");

  private final PrintWriter prompt;

  /**
   * @param prompt receives the questions
   */
  PasswordPrompt(PrintWriter prompt) {
    this.prompt = prompt;
  }

  /** Returns true if standard input is a terminal. */
  static boolean isTerminal() throws IOException {
    return Files.exists(TERMINAL) && run("test", "-t", "0");
  }

  /** Asks, and reads a line that the terminal does not show. */
  byte[] ask(String question, Line line) throws IOException {
    ShutdownAction restore = ShutdownAction.run(PasswordPrompt::echo);
    if (!run("stty", "-echo")) {
      throw new IOException("stty cannot turn off the echo of the terminal");
    }
    try {
      prompt.print(question + ": ");
      prompt.flush();
      return line.read();
    } finally {
      echo();
      restore.cancel();
      prompt.println();
      prompt.flush();
    }
  }

  private static void echo() {
    try {
      run("stty", "echo");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.onExit().join().exitValue() == 0;
  }
}
