package io.github.proxymtls.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes its class path into a file, so that a script can run the benchmarks without Maven. */
public final class ClassPath {

  private ClassPath() {}

  /**
   * @param arguments the file
   */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), System.getProperty("java.class.path"));
  }
}
