package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program's own opinion of a configuration, which it reads without starting. */
public final class SyntaxCheck {

  private static final int SECONDS = 30;

  private SyntaxCheck() {}

  /**
   * What a program prints about the configuration in a folder, which also holds the files that the
   * configuration names.
   *
   * @throws MissingProgramException if the program is not installed
   * @throws IOException if it refuses the configuration; the message holds what it printed
   */
  public static String run(Target target, Path folder) throws IOException {
    Path printed = folder.resolve("check.log");
    Process process =
        new ProcessBuilder(command(target, folder))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no verdict in " + SECONDS + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(printed, StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException(target.label() + " refuses its configuration:\n" + text);
    }
    return text;
  }

  private static List<String> command(Target target, Path folder) throws IOException {
    String file = folder.resolve(target.files().get(0)).toString();
    return switch (target) {
      case NGINX -> {
        Files.createDirectories(folder.resolve("tmp"));
        yield List.of(
            Nginx.PROGRAM.find().toString(), "-t", "-p", folder + "/", "-c", file, "-e", "stderr");
      }
      case ENVOY ->
          List.of(Envoy.program().find().toString(), "--mode", "validate", "--config-path", file);
      case HAPROXY -> List.of(Haproxy.PROGRAM.find().toString(), "-c", "-f", file);
      case APACHE -> {
        List<String> command = new ArrayList<>(Apache.command(folder, file));
        command.add("-t");
        yield command;
      }
      case TRAEFIK -> throw new IllegalArgumentException("Traefik does not check without starting");
    };
  }
}
