package io.github.proxymtls.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code filter/docs/troubleshooting.md}. */
final class TroubleshootingPage {

  private static final Pattern FRAGMENT = Pattern.compile("`([^`]+)`");
  private static final Pattern ROW = Pattern.compile("\\| \\d+ \\|.*");
  private static final int LINE = 2;
  private static final int DOCTOR = 3;

  private TroubleshootingPage() {}

  /** Returns what the page says that the log's lines hold. */
  static List<String> line(int mistake) throws IOException {
    return fragments(mistake, LINE);
  }

  /** Returns the command of {@code doctor}, and then what the page says that it prints. */
  static List<String> doctor(int mistake) throws IOException {
    return fragments(mistake, DOCTOR);
  }

  /** Returns the text about the line of a mistake that no line names. */
  static String withoutLine(int mistake) throws IOException {
    String cell = row(mistake).split(" \\| ", -1)[LINE];
    assertThat(cell).startsWith("none: ");
    return cell;
  }

  static long rows() throws IOException {
    return lines().stream().filter(line -> ROW.matcher(line).matches()).count();
  }

  private static List<String> fragments(int mistake, int column) throws IOException {
    List<String> found =
        FRAGMENT
            .matcher(row(mistake).split(" \\| ", -1)[column])
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(found).isNotEmpty();
    return found;
  }

  private static String row(int mistake) throws IOException {
    return lines().stream()
        .filter(line -> line.startsWith("| " + mistake + " |"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("..", "filter", "docs", "troubleshooting.md"));
  }
}
