package io.github.proxymtls.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the measured figures into the documentation. */
final class Pages {

  private static final String BEGIN = "<!-- written by integration-tests/benchmark -->\n";
  private static final String END = "<!-- end -->\n";

  private static final String OURS = Goals.DECISION + "(PERCENT_PEM)";
  private static final String OUR_TITLE = "proxymtls, known certificate";
  private static final String PLOT = "filter/docs/performance.svg";
  private static final List<String> SHOWN =
      List.of(
          "Tomcat, SSLValve",
          "Undertow, SSLHeaderHandler",
          "Keycloak, NGINX",
          "Keycloak, NGINX, trust store");

  private final Path project;

  Pages(Path project) {
    this.project = project;
  }

  void write(Table table, LocalDate date) throws IOException {
    String machine =
        "Measured on %s, on %s with %d processors.%n%n"
            .formatted(date, processor(), Runtime.getRuntime().availableProcessors());
    replace("filter/docs/performance.md", machine + table.markdown());
    replace("README.md", rows(table));
    Files.writeString(project.resolve(PLOT), plot(table));
  }

  private static String processor() throws IOException {
    Path facts = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(facts)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(facts).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }

  private void replace(String page, String text) throws IOException {
    Path file = project.resolve(page);
    String old = Files.readString(file);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END, begin);
    if (begin < 0 || end < 0) {
      throw new IOException(page + " has no place for the figures");
    }
    Files.writeString(
        file, old.substring(0, begin + BEGIN.length()) + text.strip() + "\n" + old.substring(end));
  }

  /** Returns the three rows that tell most. */
  private static String rows(Table table) {
    StringBuilder text =
        new StringBuilder(
            "[![Processor time for the certificate of one request](filter/docs/performance.svg)]"
                + "(filter/docs/performance.md)\n\n| |");
    table.jdks().forEach(jdk -> text.append(" JDK ").append(jdk).append(" |"));
    text.append("\n|---|").append("---|".repeat(table.jdks().size())).append('\n');
    row(text, table, "a known certificate from NGINX", Goals.KNOWN, OURS);
    row(text, table, "the same in Tomcat's `SSLValve`", Goals.PEERS, SHOWN.get(0));
    row(
        text,
        table,
        "whole requests in Tomcat, against `SSLValve`",
        WholeRequests.GROUP,
        "Tomcat, 1 client, against SSLValve");
    return text.toString();
  }

  private static void row(
      StringBuilder text, Table table, String title, String group, String what) {
    text.append("| ").append(title).append(" |");
    table
        .jdks()
        .forEach(
            jdk ->
                text.append(' ')
                    .append(table.row(jdk, group, what).map(Row::figure).orElse("not measured"))
                    .append(" |"));
    text.append('\n');
  }

  /** Bars for the first JDK. */
  private static String plot(Table table) {
    String jdk = table.jdks().get(0);
    List<String> names = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    table
        .row(jdk, Goals.KNOWN, OURS)
        .ifPresent(
            row -> {
              names.add(OUR_TITLE);
              values.add(row.value());
            });
    for (String peer : SHOWN) {
      table
          .row(jdk, Goals.PEERS, peer)
          .ifPresent(
              row -> {
                names.add(peer);
                values.add(row.value());
              });
    }
    double most = values.stream().max(Double::compare).orElse(1.0);
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      int top = 44 + 30 * i;
      bars.append(
          String.format(
              Locale.ROOT,
              """
              <text x="270" y="%d" text-anchor="end">%s</text>
              <rect x="280" y="%d" width="%.1f" height="18" class="%s"/>
              <text x="%.1f" y="%d">%s µs</text>
              """,
              top + 14,
              names.get(i),
              top,
              Math.max(1, 360 * values.get(i) / most),
              names.get(i).equals(OUR_TITLE) ? "ours" : "other",
              286 + Math.max(1, 360 * values.get(i) / most),
              top + 14,
              Row.number(values.get(i))));
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 %1$d" role="img">
    <title>Processor time for the client certificate of one request</title>
    <style>
    text { font: 13px sans-serif; fill: #1f2328 }
    .ours { fill: #1a7f37 }
    .other { fill: #8c959f }
    @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .ours { fill: #3fb950 }
    .other { fill: #6e7681 }
    }
    </style>
    <text x="8" y="24">Processor time for the client certificate of one request, JDK %2$s</text>
    %3$s</svg>
    """
        .formatted(52 + 30 * names.size(), jdk, bars);
  }
}
