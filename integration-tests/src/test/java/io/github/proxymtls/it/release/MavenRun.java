package io.github.proxymtls.it.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs Maven with the JDK of this process. */
final class MavenRun {

  private MavenRun() {}

  /**
   * Runs it to its end.
   *
   * @return its output
   * @throws AssertionError if it fails; the message contains its output
   */
  static String in(Path folder, String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("mvn", "--batch-mode", "--no-transfer-progress"));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "maven", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    int status = builder.start().waitFor();
    String printed = Files.readString(output);
    if (status != 0) {
      throw new AssertionError(String.join(" ", command) + " failed:\n" + printed);
    }
    return printed;
  }
}
