package io.github.proxymtls.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A configured file: a path or a class path entry.
 *
 * @param key the key that names it
 * @param location the value as configured; for the class path, including the folder that it is
 *     relative to
 * @param path the path of the file; null for {@code classpath:}
 */
public record Resource(String key, String location, @Nullable Path path) {

  /** The maximum size of a configured file, in octets. */
  public static final int MAXIMUM_SIZE = 16 * 1024 * 1024;

  private static final String CLASSPATH = "classpath:";
  private static final String FILE = "file:";

  /**
   * Parses a location: a path, a {@code file:} URL or a {@code classpath:} entry.
   *
   * @param base the properties file that contains the value; a relative path is resolved against
   *     its folder; null for the working directory
   * @throws IllegalArgumentException if the value is not a location; the message gives the reason
   */
  public static Resource of(String key, String value, @Nullable Resource base) {
    if (value.startsWith(CLASSPATH)) {
      return classpath(key, value.substring(CLASSPATH.length()));
    }
    if (value.startsWith(FILE + "/")) {
      return new Resource(key, value, absolute(value));
    }
    if (value.contains("://")) {
      throw new IllegalArgumentException("is a URL but not a file: URL");
    }
    boolean prefixed = value.startsWith(FILE);
    String relative = prefixed ? value.substring(FILE.length()) : value;
    if (relative.isEmpty()) {
      throw new IllegalArgumentException("names no file");
    }
    return relative(key, value, relative, prefixed ? withPath(base) : base);
  }

  @Override
  public int hashCode() {
    return location.hashCode();
  }

  private static Resource relative(
      String key, String value, String relative, @Nullable Resource base) {
    Path path = path(relative);
    if (base == null || path.isAbsolute()) {
      return new Resource(key, value, path);
    }
    if (base.path == null) {
      int slash = base.location.lastIndexOf('/');
      String folder = slash < 0 ? "" : base.location.substring(CLASSPATH.length(), slash + 1);
      return classpath(key, folder + relative);
    }
    return new Resource(key, value, base.path.resolveSibling(path));
  }

  private static @Nullable Resource withPath(@Nullable Resource base) {
    return base == null || base.path == null ? null : base;
  }

  private static Resource classpath(String key, String name) {
    String plain = name.startsWith("/") ? name.substring(1) : name;
    if (plain.isEmpty()) {
      throw new IllegalArgumentException("names no file");
    }
    return new Resource(key, CLASSPATH + plain, null);
  }

  private static Path absolute(String url) {
    try {
      return Path.of(new URI(url));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new IllegalArgumentException("is not a file: URL of a local file", e);
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a valid path", e);
    }
  }

  /**
   * Reads the whole content, at most {@link #MAXIMUM_SIZE} octets. Follows symbolic links. The
   * target must be a regular file.
   */
  public byte[] read() throws IOException {
    try (InputStream in = open()) {
      byte[] content = in.readNBytes(MAXIMUM_SIZE + 1);
      if (content.length > MAXIMUM_SIZE) {
        throw new IOException("larger than " + MAXIMUM_SIZE + " bytes");
      }
      return content;
    }
  }

  /**
   * Returns why reading failed. Names the absolute path, so that a wrong working directory is
   * visible.
   */
  public String fault(IOException e) {
    String place = path == null ? location : path.toAbsolutePath().normalize().toString();
    return place + " cannot be read: " + cause(e);
  }

  private static String cause(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "this process has no permission to read it";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  private InputStream open() throws IOException {
    if (path != null) {
      // Opening a pipe blocks until its other end is open, and a device may never end.
      if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
        throw new IOException("it is not a regular file");
      }
      return Files.newInputStream(path);
    }
    String name = location.substring(CLASSPATH.length());
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
