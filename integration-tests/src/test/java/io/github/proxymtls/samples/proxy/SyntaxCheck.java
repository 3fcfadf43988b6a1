package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.samples.configure.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a proxy's own syntax check on a configuration, without starting the proxy.
 *
 * @param printed its output
 */
public record SyntaxCheck(boolean accepted, String printed) {

  private static final int SECONDS = 30;

  /**
   * Runs the check.
   *
   * @param folder the folder with the configuration and the files that it names
   * @throws MissingProgramException if the program is not installed
   */
  public static SyntaxCheck run(Target target, Path folder) throws IOException {
    Path printed = folder.resolve("check.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(target, folder))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    // Some programs store their state here.
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
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
    return new SyntaxCheck(
        process.exitValue() == 0, Files.readString(printed, StandardCharsets.UTF_8));
  }

  private static List<String> command(Target target, Path folder) throws IOException {
    Path main = folder.resolve(target.files().get(0));
    String file = main.toString();
    return switch (target) {
      case NGINX -> {
        Nginx.withModules(main);
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
      case CADDY -> caddy(Caddy.CURRENT, file);
      case CADDY_2_6 -> caddy(Caddy.OF_2_6, file);
    };
  }

  private static List<String> caddy(Caddy caddy, String file) throws IOException {
    return List.of(caddy.find().toString(), "validate", "--adapter", "caddyfile", "--config", file);
  }
}
