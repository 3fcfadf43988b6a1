package io.github.proxymtls.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder that changes like a Kubernetes volume of a Secret or ConfigMap. Each set of files is a
 * new folder. {@code ..data} is a symbolic link to it and is replaced by a rename. Each file is a
 * symbolic link through {@code ..data}, and the folder of the previous set is removed.
 *
 * <pre>{@code
 * MountedVolume volume = new MountedVolume(folder);
 * volume.publish(Map.of("anchors.pem", old.pem()));
 * volume.publish(Map.of("anchors.pem", next.pem()));
 * }</pre>
 */
public final class MountedVolume {

  private static final String DATA = "..data";

  private final Path mount;
  private int sets;

  /**
   * @param mount an empty folder
   */
  public MountedVolume(Path mount) {
    this.mount = mount;
  }

  /** Returns the path of a file, which is the same for every set. */
  public Path path(String name) {
    return mount.resolve(name);
  }

  /** Replaces the whole set at once. The link of a file that is not in the new set dangles. */
  public void publish(Map<String, String> files) {
    try {
      Path before = Files.exists(path(DATA)) ? path(DATA).toRealPath() : null;
      Path set = Files.createDirectory(path("..2026_01_01_00_00_%02d.1".formatted(sets++)));
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(set.resolve(file.getKey()), file.getValue());
      }
      Path link = Files.createSymbolicLink(path(DATA + "_tmp"), set.getFileName());
      Files.move(link, path(DATA), StandardCopyOption.ATOMIC_MOVE);
      for (String name : files.keySet()) {
        if (!Files.isSymbolicLink(path(name))) {
          Files.createSymbolicLink(path(name), Path.of(DATA, name));
        }
      }
      if (before != null) {
        remove(before);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
