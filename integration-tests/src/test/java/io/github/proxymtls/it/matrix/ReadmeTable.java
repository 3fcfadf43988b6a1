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

/** The matrix as the README has it, between two comments. */
final class ReadmeTable {

  private static final Path FILE = Path.of("..", "README.md");
  private static final String START = "<!-- matrix -->\n";
  private static final String END = "<!-- end -->\n";

  private final String before;
  private final String table;
  private final String after;

  private ReadmeTable(String before, String table, String after) {
    this.before = before;
    this.table = table;
    this.after = after;
  }

  static ReadmeTable read() throws IOException {
    String readme = Files.readString(FILE, StandardCharsets.UTF_8);
    assertThat(readme).containsOnlyOnce(START);
    int start = readme.indexOf(START) + START.length();
    int end = readme.indexOf(END, start);
    assertThat(end).as(END).isNotNegative();
    return new ReadmeTable(
        readme.substring(0, start), readme.substring(start, end), readme.substring(end));
  }

  /** Replaces it, where every proxy was there and every cell is known. */
  void write(Map<String, List<String>> columns) throws IOException {
    long all = Column.kinds().stream().mapToLong(kind -> Column.of(kind).size()).sum();
    assertThat(columns.keySet()).hasSize((int) all + 1);
    assertThat(columns.values()).allSatisfy(cells -> assertThat(cells).doesNotContain(""));
    Files.writeString(FILE, before + Table.render(columns) + after, StandardCharsets.UTF_8);
  }

  /**
   * The columns that are both here and there are equal; where all proxies are required, so are all
   * columns. A program of another version than the README's has no column in it.
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
        () -> "the README has the columns " + shown.keySet() + ", here are " + columns.keySet());
  }
}
