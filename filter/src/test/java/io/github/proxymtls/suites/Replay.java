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
 * Compares what a program makes of a suite with the suite's verdicts, and the disagreements with a
 * list: one line each, {@code id | expected | actual | reason}. An unlisted disagreement fails, and
 * so does a listed one that no longer occurs.
 */
public final class Replay {

  /** The outcome of a case that is accepted; that of any other is the reason's code. */
  public static final String ACCEPT = "ACCEPT";

  /** How the outcome of a case begins that hindered the start; the code of the problem follows. */
  public static final String NO_START = "no start: ";

  private static final String COLUMN = " | ";
  private static final Path COUNTS = Path.of("target/suites");

  private Replay() {}

  /** Decides every case, writes the counts down, and compares. */
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
    tell(name, "%s: agree %d disagree %d%n".formatted(name, agreed, disagreements.size()));
    assertThat(disagreements).as(name).isEqualTo(listed(divergences));
  }

  /** In a file of its own, which the build prints at its end. */
  private static void tell(String name, String counts) {
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
