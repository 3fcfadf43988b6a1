package io.github.proxymtls.it.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of the project's sources, as a fresh clone would have them. */
final class SourceTree {

  private static final Path PROJECT = Path.of("..");

  /** What the filter's build reads: the other modules' own poms, which the parent names. */
  private static final List<String> READ =
      List.of(
          "pom.xml",
          "LICENSE",
          ".mvn",
          "filter",
          "proxy-samples/pom.xml",
          "integration-tests/pom.xml");

  private SourceTree() {}

  static void copyTo(Path folder) throws IOException {
    for (String name : READ) {
      try (Stream<Path> files = Files.walk(PROJECT.resolve(name))) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> !file.startsWith(PROJECT.resolve(name).resolve("target")))
            .forEach(file -> copy(file, folder.resolve(PROJECT.relativize(file))));
      }
    }
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to.getParent());
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
