package io.github.proxymtls.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A configured file: a path, or an entry of the class path.
 *
 * @param key the key that names it
 * @param location the value as configured
 * @param path the file, or null for {@code classpath:}
 */
public record Resource(String key, String location, @Nullable Path path) {

  /** No configured file is larger, in octets. */
  public static final int MAXIMUM_SIZE = 16 * 1024 * 1024;

  /** Reads the whole content, at most {@link #MAXIMUM_SIZE} octets. */
  public byte[] read() throws IOException {
    try (InputStream in = open()) {
      byte[] content = in.readNBytes(MAXIMUM_SIZE + 1);
      if (content.length > MAXIMUM_SIZE) {
        throw new IOException("larger than " + MAXIMUM_SIZE + " bytes");
      }
      return content;
    }
  }

  private InputStream open() throws IOException {
    if (path != null) {
      return Files.newInputStream(path);
    }
    String name = location.substring("classpath:".length());
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    InputStream in =
        loader == null
            ? ClassLoader.getSystemResourceAsStream(name)
            : loader.getResourceAsStream(name);
    if (in == null) {
      throw new NoSuchFileException(location);
    }
    return in;
  }
}
