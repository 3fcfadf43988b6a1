package io.github.proxymtls.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.it.Sites;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The matrix in {@code filter/docs/compatibility.md}, between two comments. */
final class CompatibilityTable {

  private static final Path FILE = Path.of("..", "filter", "docs", "compatibility.md");
  private static final String START = "<!-- matrix -->\n";
  private static final String END = "<!-- end -->\n";

  private final String before;
  private final String table;
  private final String after;

  private CompatibilityTable(String before, String table, String after) {
    this.before = before;
    this.table = table;
    this.after = after;
  }

  static CompatibilityTable read() throws IOException {
    String page = Files.readString(FILE, StandardCharsets.UTF_8);
    assertThat(page).containsOnlyOnce(START);
    int start = page.indexOf(START) + START.length();
    int end = page.indexOf(END, start);
    assertThat(end).as(END).isNotNegative();
    return new CompatibilityTable(
        page.substring(0, start), page.substring(start, end), page.substring(end));
  }

  /** Replaces the table. Every proxy must have been tested and every cell be known. */
  void write(Map<String, List<String>> columns) throws IOException {
    long all = Column.kinds().stream().mapToLong(kind -> Column.of(kind).size()).sum();
    assertThat(columns.keySet()).hasSize((int) all + 1);
    assertThat(columns.values()).allSatisfy(cells -> assertThat(cells).doesNotContain(""));
    Files.writeString(FILE, before + Table.render(columns) + after, StandardCharsets.UTF_8);
  }

  /**
   * Compares the columns that are both on the page and in the run; if every proxy is required, all
   * columns. A program of another version has no column on the page.
   */
  void assertShows(Map<String, List<String>> columns) {
    if (Sites.required()) {
      assertThat(table).isEqualTo(Table.render(columns));
    }
    Map<String, List<String>> shown = Table.parse(table);
    columns.forEach(
        (name, cells) -> {
          if (shown.containsKey(name)) {
            assertThat(shown.get(name)).as(name).isEqualTo(cells);
          }
        });
    Assumptions.assumeTrue(
        shown.keySet().equals(columns.keySet()),
        () -> "the page has the columns " + shown.keySet() + ", the run has " + columns.keySet());
  }
}
