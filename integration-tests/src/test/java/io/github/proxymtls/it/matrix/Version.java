package io.github.proxymtls.it.matrix;

import io.github.proxymtls.samples.proxy.ProxyKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version that the program of a running proxy reports. */
final class Version {

  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+\\.\\d+");

  private Version() {}

  /** Returns the version of the program that this JVM started most recently. */
  static String ofNewestProcess(ProxyKind kind) throws IOException {
    Path program =
        ProcessHandle.current()
            .children()
            .filter(ProcessHandle::isAlive)
            .max(Comparator.comparing(Version::started))
            .flatMap(process -> process.info().command())
            .map(Path::of)
            .orElseThrow(() -> new IOException("no process of " + kind));
    String said = run(program, option(program.getFileName().toString()));
    Matcher number = NUMBER.matcher(said);
    if (!number.find()) {
      throw new IOException(program + " does not tell its version: " + said);
    }
    return number.group();
  }

  private static Instant started(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private static String option(String program) {
    return switch (program) {
      case "traefik", "caddy" -> "version";
      case "envoy" -> "--version";
      default -> "-v";
    };
  }

  private static String run(Path program, String option) throws IOException {
    Process process =
        new ProcessBuilder(List.of(program.toString(), option)).redirectErrorStream(true).start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
