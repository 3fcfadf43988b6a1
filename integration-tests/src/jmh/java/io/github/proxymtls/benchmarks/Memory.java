package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.Row.Limit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The memory of the cache of certificates, and how often it finds one: a process of its own. */
final class Memory {

  private static final String GROUP = "Cache";

  private static final Map<String, String> KINDS =
      Map.of("EC", "EC", "RSA_BELOW_INTERMEDIATE", "RSA-2048, names, chain");

  private static final int KILOBYTE = 1024;

  private final Path jdk;

  Memory(Path jdk) {
    this.jdk = jdk;
  }

  List<Row> rows() throws IOException {
    Map<String, Double> figures = figures();
    List<Row> rows = new ArrayList<>();
    new TreeMap<>(KINDS)
        .forEach(
            (kind, title) -> {
              double times = figures.get("against-weight-" + kind);
              rows.add(
                  new Row(
                      GROUP,
                      "entry against its weight: " + title,
                      "times",
                      times,
                      Limit.most(1.25)));
            });
    double bytes = figures.get("bytes-RSA_BELOW_INTERMEDIATE") / KILOBYTE;
    rows.add(new Row(GROUP, "entry: RSA-2048, names, chain", "KB", bytes, Limit.most(13)));
    rows.add(
        new Row(
            GROUP,
            "memory against the maximum",
            "times",
            figures.get("retained"),
            Limit.most(1.2)));
    rows.add(
        new Row(
            GROUP,
            "hit rate against plain Caffeine",
            "times",
            figures.get("against-plain"),
            Limit.least(0.995)));
    rows.add(
        new Row(
            GROUP,
            "hit rate among self-signed ones",
            "%",
            100 * figures.get("known-hit-rate"),
            Limit.least(90)));
    return rows;
  }

  private Map<String, Double> figures() throws IOException {
    Map<String, Double> figures = new TreeMap<>(figures(CacheMemory.class));
    figures.putAll(figures(SelfSignedFlood.class));
    return figures;
  }

  private Map<String, Double> figures(Class<?> process) throws IOException {
    Map<String, Double> figures = new TreeMap<>();
    try (Child child = Child.java(jdk, process, List.of("-Xmx512m"))) {
      for (String line : child.lines()) {
        String[] words = line.split(" ");
        if (words.length == 2) {
          figures.put(words[0], Double.valueOf(words[1]));
        }
      }
    }
    return figures;
  }
}
