package io.github.proxymtls.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceTest {

  @TempDir private Path folder;

  @Test
  void resolvesAgainstTheFolderOfThePropertiesFile() {
    Resource base = Resource.of("k", "/etc/app/proxymtls.properties", null);

    assertThat(Resource.of("k", "ca.pem", base).path()).isEqualTo(Path.of("/etc/app/ca.pem"));
    assertThat(Resource.of("k", "file:ca.pem", base).path()).isEqualTo(Path.of("/etc/app/ca.pem"));
    assertThat(Resource.of("k", "../ca.pem", base).path()).isEqualTo(Path.of("/etc/app/../ca.pem"));
    assertThat(Resource.of("k", "/ca.pem", base).path()).isEqualTo(Path.of("/ca.pem"));
    assertThat(Resource.of("k", "file:/ca.pem", base).path()).isEqualTo(Path.of("/ca.pem"));
    assertThat(Resource.of("k", "file:///c%20a.pem", base).path()).isEqualTo(Path.of("/c a.pem"));
    assertThat(Resource.of("k", "classpath:ca.pem", base).location()).isEqualTo("classpath:ca.pem");
  }

  @Test
  void resolvesAgainstTheWorkingDirectoryWithoutAPropertiesFile() {
    Resource relative = Resource.of("k", "proxymtls.properties", null);

    assertThat(relative.path()).isEqualTo(Path.of("proxymtls.properties"));
    assertThat(Resource.of("k", "ca.pem", relative).path()).isEqualTo(Path.of("ca.pem"));
    assertThat(Resource.of("k", "file:ca.pem", null).path()).isEqualTo(Path.of("ca.pem"));
  }

  @Test
  void resolvesWithinTheClassPathFromAClassPathFile() {
    Resource base = Resource.of("k", "classpath:/conf/proxymtls.properties", null);

    assertThat(base.location()).isEqualTo("classpath:conf/proxymtls.properties");
    assertThat(Resource.of("k", "ca.pem", base).location()).isEqualTo("classpath:conf/ca.pem");
    assertThat(Resource.of("k", "ca.pem", base).path()).isNull();
    assertThat(Resource.of("k", "/etc/ca.pem", base).path()).isEqualTo(Path.of("/etc/ca.pem"));
    assertThat(Resource.of("k", "file:ca.pem", base).path()).isEqualTo(Path.of("ca.pem"));
    assertThat(Resource.of("k", "ca.pem", Resource.of("k", "classpath:x", null)).location())
        .isEqualTo("classpath:ca.pem");
  }

  @Test
  void faultNamesTheAbsolutePathAndTheCause() {
    Resource base = Resource.of("k", folder.resolve("proxymtls.properties").toString(), null);
    Resource missing = Resource.of("k", "../x/../ca.pem", base);
    Path file = folder.resolveSibling("ca.pem").toAbsolutePath();

    assertThat(fault(missing)).isEqualTo(file + " cannot be read: it does not exist");
    assertThat(fault(Resource.of("k", ".", base)))
        .endsWith(" cannot be read: it is not a regular file");
    assertThat(fault(Resource.of("k", "classpath:no/ca.pem", null)))
        .isEqualTo("classpath:no/ca.pem cannot be read: it does not exist");
    assertThat(missing.fault(new AccessDeniedException("ca.pem")))
        .isEqualTo(file + " cannot be read: this process has no permission to read it");
    assertThat(missing.fault(new FileSystemException("ca.pem", null, "Too many levels")))
        .isEqualTo(file + " cannot be read: Too many levels");
    assertThat(missing.fault(new IOException())).isEqualTo(file + " cannot be read: IOException");
  }

  private static String fault(Resource resource) {
    try {
      resource.read();
    } catch (IOException e) {
      return resource.fault(e);
    }
    throw new AssertionError("was read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host/ca.pem",
        "file:",
        "classpath:",
        "classpath:/",
        "file://host/ca.pem",
        "file:/a b",
        "file:/a#b",
        "jar:file:///a!/b://",
      })
  void rejectsLocationsThatAreNoFile(String location) {
    assertThatThrownBy(() -> Resource.of("k", location, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsPathWithNul() {
    assertThatThrownBy(() -> Resource.of("k", "a\0b", null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsFileAndClassPathEntry() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("conf")).resolve("a"), "text");
    assertThat(text(Resource.of("k", folder.resolve("conf/a").toString(), null))).isEqualTo("text");

    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      assertThat(text(Resource.of("k", "classpath:conf/a", null))).isEqualTo("text");
      assertThatThrownBy(() -> Resource.of("k", "classpath:conf/b", null).read())
          .isInstanceOf(NoSuchFileException.class)
          .hasMessage("classpath:conf/b");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void readsAtMostTheMaximumSize() throws IOException {
    Path file = folder.resolve("large");
    Resource resource = Resource.of("k", file.toString(), null);
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(Resource.MAXIMUM_SIZE);
      assertThat(resource.read()).hasSize(Resource.MAXIMUM_SIZE);
      large.setLength(Resource.MAXIMUM_SIZE + 1L);
      assertThatThrownBy(resource::read)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("larger");
    }
  }

  private static String text(Resource resource) throws IOException {
    return new String(resource.read(), StandardCharsets.UTF_8);
  }
}
