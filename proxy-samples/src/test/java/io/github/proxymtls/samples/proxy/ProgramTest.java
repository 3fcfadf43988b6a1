package io.github.proxymtls.samples.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  private static final String NAME = "no-such-program-in-the-path";

  @TempDir private Path folder;
  private Program program;

  @BeforeEach
  void installTwo() throws IOException {
    program = new Program(NAME, "NO_SUCH_VARIABLE", List.of(make("old"), make("new")), "make new");
  }

  @Test
  void findsTheFirst() throws IOException {
    assertThat(program.find()).hasFileName("old");
  }

  @Test
  void skipsUnsuitablePrograms() throws IOException {
    assertThat(program.find(file -> file.endsWith("new"), "one of 2 or later")).hasFileName("new");
  }

  @Test
  void unsuitableProgramIsMissing() {
    assertThatThrownBy(() -> program.find(file -> false, "one of 3 or later"))
        .isInstanceOf(MissingProgramException.class)
        .hasMessageStartingWith("one of 3 or later is not installed")
        .hasMessageEndingWith("make new");
  }

  private Path make(String name) throws IOException {
    Path file = Files.createFile(folder.resolve(name));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
