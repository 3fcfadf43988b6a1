package io.github.proxymtls.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** What a run measured on one JDK, and what it could not measure. */
final class Results {

  private final String version;
  private final Map<String, Measurement> measured = new TreeMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  /**
   * @param version the feature version of the JDK
   */
  Results(String version) {
    this.version = version;
  }

  String version() {
    return version;
  }

  /** Returns a row for each figure. */
  List<Row> rows() {
    List<Row> all = new ArrayList<>(Goals.of(measured));
    all.addAll(rows);
    return all;
  }

  List<String> failures() {
    return failures;
  }

  void fail(String what) {
    tell("FAILED: " + what);
    failures.add("JDK " + version + ": " + what);
  }

  /** Reads a line of {@link Progress}. */
  void read(String line) {
    String[] words = line.split("\t");
    if (words.length == 1) {
      failures.add("JDK " + version + ": " + line);
    } else {
      measured.put(words[0], Measurement.parse(words));
    }
  }

  /** Measures something else; a failure does not end the run. */
  void measure(String what, Callable<List<Row>> part) {
    tell(what);
    try {
      rows.addAll(part.call());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(what + ": interrupted");
    } catch (Exception e) {
      fail(what + ": " + e);
    }
  }

  private void tell(String text) {
    Progress.tell("JDK " + version, text);
  }
}
