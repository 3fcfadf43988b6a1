package io.github.proxymtls.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of all JDKs, side by side. */
final class Table {

  private static final String NOTHING = "not measured";

  /** By JDK, then by group and name, in the order of the measurements. */
  private final Map<String, Map<String, Row>> byJdk = new LinkedHashMap<>();

  private final List<String> failures;

  /**
   * @param failures what could not be measured
   */
  Table(Map<String, List<Row>> rows, List<String> failures) {
    this.failures = List.copyOf(failures);
    rows.forEach(
        (jdk, all) -> {
          Map<String, Row> named = new LinkedHashMap<>();
          all.forEach(row -> named.put(key(row), row));
          byJdk.put(jdk, named);
        });
  }

  private static String key(Row row) {
    return row.group() + "\t" + row.what() + "\t" + row.unit();
  }

  List<String> jdks() {
    return List.copyOf(byJdk.keySet());
  }

  /** Returns the row of a JDK; empty if it was not measured. */
  Optional<Row> row(String jdk, String group, String what) {
    return byJdk.get(jdk).values().stream()
        .filter(row -> row.group().equals(group) && row.what().equals(what))
        .findFirst();
  }

  /** Returns every limit that was missed. */
  List<String> missed() {
    List<String> lines = new ArrayList<>();
    byJdk.forEach(
        (jdk, rows) ->
            rows.values().stream()
                .filter(Row::missed)
                .forEach(
                    row ->
                        lines.add(
                            "JDK %s, %s: %s, %s, limit %s"
                                .formatted(
                                    jdk, row.group(), row.what(), row.figure(), row.limit()))));
    return lines;
  }

  String markdown() {
    Set<String> keys = new LinkedHashSet<>();
    byJdk.values().forEach(rows -> keys.addAll(rows.keySet()));
    Map<String, List<String>> byGroup =
        keys.stream()
            .collect(
                Collectors.groupingBy(
                    key -> key.substring(0, key.indexOf('\t')),
                    LinkedHashMap::new,
                    Collectors.toList()));
    StringBuilder text = new StringBuilder("| what |");
    byJdk.keySet().forEach(jdk -> text.append(" JDK ").append(jdk).append(" |"));
    text.append(" limit |\n|---|").append("---|".repeat(byJdk.size() + 1)).append('\n');
    byGroup.forEach(
        (group, ofGroup) -> {
          text.append("| **").append(group).append("** |\n");
          ofGroup.forEach(key -> text.append(line(key)));
        });
    if (!failures.isEmpty()) {
      text.append("\nNot measured: ").append(String.join("; ", failures)).append(".\n");
    }
    return text.toString();
  }

  private String line(String key) {
    StringBuilder line = new StringBuilder("| ").append(key.split("\t")[1]).append(" |");
    Set<String> limits = new LinkedHashSet<>();
    byJdk
        .values()
        .forEach(
            rows -> {
              Row row = rows.get(key);
              line.append(' ').append(row == null ? NOTHING : cell(row)).append(" |");
              if (row != null && row.limit() != null) {
                limits.add(row.limit().toString());
              }
            });
    return line.append(' ').append(String.join(", ", limits)).append(" |\n").toString();
  }

  private static String cell(Row row) {
    return row.missed() ? "**" + row.figure() + "**" : row.figure();
  }
}
