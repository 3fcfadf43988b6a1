package io.github.proxymtls.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process with the class path of this one. */
final class Child implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private Child(Process process) {
    this.process = process;
    output = process.inputReader();
  }

  /** Starts a class with a JDK. */
  static Child java(Path jdk, Class<?> main, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return start(command, Map.of());
  }

  static Child start(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    return new Child(builder.start());
  }

  /** Starts a process that prints where this one prints. */
  static Child printing(List<String> command) throws IOException {
    return new Child(new ProcessBuilder(command).inheritIO().start());
  }

  /** Returns the rest of the next line that begins with a word; logging may stand before it. */
  String after(String word) throws IOException {
    String line = output.readLine();
    while (line != null && !line.startsWith(word + " ")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("the process ended");
    }
    return line.substring(word.length() + 1);
  }

  /** Returns all of its output, after its end. */
  List<String> lines() throws IOException {
    return output.lines().toList();
  }

  /** Waits for its end; returns false if it still runs. */
  boolean end(Duration most) throws InterruptedException {
    return process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
