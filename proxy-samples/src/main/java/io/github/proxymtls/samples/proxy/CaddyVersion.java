package io.github.proxymtls.samples.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a Caddy program. */
record CaddyVersion(int major, int minor) {

  /** Debian prints {@code 2.6.2}, the project's own build {@code v2.11.7 h1:…}. */
  private static final Pattern PRINTED =
      Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})\\b.*", Pattern.DOTALL);

  /** Runs a program to get its version; empty if it does not run or prints something else. */
  static Optional<CaddyVersion> of(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException doesNotRun) {
      return Optional.empty();
    }
  }

  static Optional<CaddyVersion> parse(String printed) {
    Matcher version = PRINTED.matcher(printed.strip());
    if (!version.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new CaddyVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))));
  }

  boolean isAtLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }
}
