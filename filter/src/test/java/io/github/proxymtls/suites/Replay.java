package io.github.proxymtls.suites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Compares the results of a validator with the expected results of a suite, and the disagreements
 * with a list that has one line {@code id | expected | actual | reason} per case. An unlisted
 * disagreement fails the test, and so does a listed one that no longer occurs.
 */
public final class Replay {

  /** The outcome of an accepted case. The outcome of a rejected case is the reason code. */
  public static final String ACCEPT = "ACCEPT";

  /** The prefix of the outcome if the filter does not start. The problem code follows. */
  public static final String NO_START = "no start: ";

  private static final String COLUMN = " | ";
  private static final Path COUNTS = Path.of("target/suites");

  private Replay() {}

  /** Decides every case, writes the counts to a file, and compares the outcomes. */
  public static <T extends Verdict> void check(
      String name, List<T> cases, Path divergences, Function<T, String> decide) {
    Map<String, String> disagreements = new TreeMap<>();
    for (T test : cases) {
      String outcome = decide.apply(test);
      if (!test.agrees(outcome)) {
        disagreements.put(test.id(), test.expected() + COLUMN + outcome);
      }
    }
    int agreed = cases.size() - disagreements.size();
    writeCounts(name, "%s: agree %d disagree %d%n".formatted(name, agreed, disagreements.size()));
    assertThat(disagreements).as(name).isEqualTo(listed(divergences));
  }

  /** Writes the counts to a file that the build prints at its end. */
  private static void writeCounts(String name, String counts) {
    try {
      Files.createDirectories(COUNTS);
      Files.writeString(COUNTS.resolve(name.replaceAll("[^A-Za-z0-9]+", "-") + ".txt"), counts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> listed(Path file) {
    Map<String, String> listed = new TreeMap<>();
    for (String line : lines(file)) {
      List<String> columns = columns(line);
      assertThat(columns).as(line).hasSize(4).noneMatch(String::isBlank);
      listed.put(columns.get(0), columns.get(1) + COLUMN + columns.get(2));
    }
    return listed;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> columns(String line) {
    List<String> columns = new ArrayList<>();
    for (String column : line.split("\\|", -1)) {
      columns.add(column.strip());
    }
    return columns;
  }
}
