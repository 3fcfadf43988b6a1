package io.github.proxymtls.it.matrix;

import io.github.proxymtls.samples.site.Authentication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The outcome of every case at every proxy, by the authentication of the proxy. */
final class Table {

  private static final String BAR = " | ";
  private static final String ROWS = "what the client has or does" + BAR + "listener";

  private final Map<String, Map<String, Map<Authentication, String>>> columns =
      new LinkedHashMap<>();

  /** Records a cell. */
  void put(String column, Case row, Authentication authentication, Outcome outcome) {
    columns
        .computeIfAbsent(column, name -> new LinkedHashMap<>())
        .computeIfAbsent(row.heading(), heading -> new LinkedHashMap<>())
        .put(authentication, outcome.text());
  }

  /** Returns the cells by the heading of their column; the row headings come first. */
  Map<String, List<String>> columns() {
    List<String> rows = Case.all().stream().map(Case::heading).toList();
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put(ROWS, rows);
    columns.forEach(
        (name, cells) ->
            all.put(
                name, rows.stream().map(row -> text(cells.getOrDefault(row, Map.of()))).toList()));
    return all;
  }

  /** Returns one outcome if the authentications agree, otherwise each with its name. */
  private static String text(Map<Authentication, String> cell) {
    List<String> different = cell.values().stream().distinct().toList();
    if (different.size() == 1) {
      return different.get(0);
    }
    return cell.entrySet().stream()
        .map(entry -> entry.getKey().name().toLowerCase(Locale.ROOT) + ": " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Renders the table in Markdown. */
  static String render(Map<String, List<String>> columns) {
    StringBuilder text = new StringBuilder();
    line(text, columns.keySet());
    text.append("|---".repeat(columns.size() + 1)).append("|\n");
    for (int row = 0; row < columns.get(ROWS).size(); row++) {
      int at = row;
      line(text, columns.values().stream().map(cells -> cells.get(at)).toList());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Iterable<String> cells) {
    text.append("| ").append(String.join(BAR, cells)).append(" |\n");
  }

  /** Parses what {@link #render} wrote. */
  static Map<String, List<String>> parse(String text) {
    List<List<String>> lines =
        text.lines().filter(line -> !line.startsWith("|-")).map(Table::cells).toList();
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (int column = 0; column < lines.get(0).size(); column++) {
      List<String> cells = new ArrayList<>();
      for (List<String> line : lines.subList(1, lines.size())) {
        cells.add(line.get(column));
      }
      columns.put(lines.get(0).get(column), cells);
    }
    return columns;
  }

  /** The first two columns form the heading: the title of the row and its listener. */
  private static List<String> cells(String line) {
    String[] all = line.substring("| ".length(), line.length() - " |".length()).split(" \\| ", -1);
    List<String> cells = new ArrayList<>(List.of(all).subList(2, all.length));
    cells.add(0, all[0] + BAR + all[1]);
    return cells;
  }
}
