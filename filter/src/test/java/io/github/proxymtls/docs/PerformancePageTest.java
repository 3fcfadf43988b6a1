package io.github.proxymtls.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of limits and figures, which the benchmark writes, can be read. */
class PerformancePageTest {

  private static final Path PAGE = Path.of("docs", "performance.md");
  private static final int MOST_CHARACTERS = 200;
  private static final String FIGURES = "| what | JDK 17 | JDK 25 | limit |";

  @Test
  void noTableCellIsLong() throws IOException {
    List<String> cells =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("|"))
            .flatMap(line -> Arrays.stream(line.split("\\|")))
            .toList();

    assertThat(cells)
        .isNotEmpty()
        .allSatisfy(cell -> assertThat(cell).hasSizeLessThanOrEqualTo(MOST_CHARACTERS));
  }

  @Test
  void figuresAreInOneTable() throws IOException {
    assertThat(Files.readAllLines(PAGE)).containsOnlyOnce(FIGURES);
  }
}
