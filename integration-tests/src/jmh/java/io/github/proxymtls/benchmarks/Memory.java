package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.Row.Limit;
import io.github.proxymtls.internal.engine.CacheMemory;
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
      new TreeMap<>(
          Map.of(
              "EC", "EC",
              "EC_BELOW_INTERMEDIATE", "EC with its chain",
              "RSA", "RSA-2048",
              "RSA_BELOW_INTERMEDIATE", "RSA-2048 with names, addresses and its chain"));

  private static final int KILOBYTE = 1024;

  private final Path jdk;

  Memory(Path jdk) {
    this.jdk = jdk;
  }

  List<Row> rows() throws IOException {
    Map<String, Double> figures = figures();
    List<Row> rows = new ArrayList<>();
    KINDS.forEach(
        (kind, title) -> {
          double weight = figures.get("weight-" + kind);
          double bytes = figures.get("bytes-" + kind) / KILOBYTE;
          Limit limit = kind.startsWith("RSA") ? Limit.most(13) : null;
          rows.add(
              new Row(
                  GROUP,
                  "weight, difference from measured memory: " + title,
                  "%",
                  100 * Math.abs(weight - 1),
                  Limit.most(10)));
          rows.add(new Row(GROUP, "memory of an entry: " + title, "KB", bytes, limit));
        });
    rows.add(
        new Row(
            GROUP,
            "memory against the maximum of 64 MB, Zipf",
            "times",
            figures.get("retained"),
            Limit.most(1.2)));
    rows.add(
        new Row(
            GROUP,
            "hit rate against Caffeine by the whole header, Zipf",
            "times",
            figures.get("against-plain"),
            Limit.least(0.995)));
    rows.add(new Row(GROUP, "hit rate, Zipf", "%", 100 * figures.get("hit-rate"), null));
    rows.add(
        new Row(
            GROUP,
            "hit rate of a full cache among five times as many fresh self-signed ones",
            "%",
            100 * figures.get("known-hit-rate"),
            Limit.least(90)));
    rows.add(
        new Row(
            GROUP,
            "hit rate of 1,000 certificates among ten times as many fresh ones that are accepted",
            "%",
            100 * figures.get("hot-hit-rate"),
            null));
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
