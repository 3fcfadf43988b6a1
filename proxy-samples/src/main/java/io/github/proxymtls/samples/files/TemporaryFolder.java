package io.github.proxymtls.samples.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A folder that only its owner may enter. It is deleted with all its contents when it is closed, or
 * when the JVM ends.
 */
public final class TemporaryFolder implements AutoCloseable {

  private final Path path;
  private final ShutdownAction atExit;

  private TemporaryFolder(Path path) {
    this.path = path;
    this.atExit = ShutdownAction.run(this::remove);
  }

  /** Creates a folder in the system's folder for temporary files. */
  public static TemporaryFolder create(String prefix) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory(prefix));
  }

  /** Returns the path of the folder. */
  public Path path() {
    return path;
  }

  /** Writes a text file in UTF-8 and returns its path. */
  public Path write(String name, String text) throws IOException {
    Path file = path.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }

  /** Deletes the folder. Does nothing if that has already happened. */
  @Override
  public void close() {
    remove();
    atExit.cancel();
  }

  private void remove() {
    try {
      Files.walkFileTree(path, new Remover());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that is already gone is not a failure. */
  private static final class Remover extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException problem) throws IOException {
      if (Files.exists(file)) {
        throw problem;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
