package io.github.proxymtls.it.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A view of Maven's local repository without anything of this project: what a consumer resolves
 * comes from the release, and nothing of the release stays in the repository.
 */
final class LocalRepository {

  private static final List<String> OURS = List.of("io", "github", "proxymtls");

  private LocalRepository() {}

  /** Makes the view in a folder, by links. */
  static void viewIn(Path folder) throws IOException {
    Path shared = Path.of(System.getProperty("localRepository"));
    Path view = folder;
    for (String hidden : OURS) {
      Files.createDirectories(view);
      link(shared, view, hidden);
      shared = shared.resolve(hidden);
      view = view.resolve(hidden);
    }
  }

  private static void link(Path shared, Path view, String hidden) throws IOException {
    if (!Files.isDirectory(shared)) {
      return;
    }
    try (Stream<Path> children = Files.list(shared)) {
      for (Path child : (Iterable<Path>) children::iterator) {
        String name = child.getFileName().toString();
        if (!name.equals(hidden)) {
          Files.createSymbolicLink(view.resolve(name), child.toAbsolutePath());
        }
      }
    }
  }
}
