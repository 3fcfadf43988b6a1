package io.github.proxymtls.benchmarks;

import io.github.proxymtls.benchmarks.Row.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The figures of JMH as rows, with the project's limits for them. */
final class Goals {

  static final String KNOWN = "Known certificate";
  static final String PEERS = "What others need for each request";
  static final String NEW = "New certificate";
  static final String WORST = "Worst case";

  static final String DECISION = "decision ";

  /** Of a decision on a known certificate, beyond the strings of the request. */
  private static final double MOST_BYTES = 512;

  private final Map<String, Measurement> measured;
  private final List<Row> rows = new ArrayList<>();

  private Goals(Map<String, Measurement> measured) {
    this.measured = measured;
  }

  /**
   * Evaluates all limits for which there are figures; skips those without a figure to compare with.
   */
  static List<Row> of(Map<String, Measurement> measured) {
    Goals goals = new Goals(measured);
    measured.keySet().forEach(goals::evaluate);
    return List.copyOf(goals.rows);
  }

  private void evaluate(String name) {
    int bracket = name.indexOf('(');
    String parameters = bracket < 0 ? "" : name.substring(bracket);
    Measurement figure = measured.get(name);
    switch (bracket < 0 ? name : name.substring(0, bracket)) {
      case "Known.decision" -> known(figure, parameters);
      case "Format.known" -> add(KNOWN, DECISION + parameters, figure, null);
      case "Format.unknown" -> add(NEW, DECISION + parameters, figure, null);
      case "Peer.find" -> peer(figure, parameters);
      case "Miss.againstParts" -> {
        double times = figure.nanoseconds();
        rows.add(new Row(NEW, "against its parts " + parameters, "times", times, Limit.most(1.25)));
      }
      case "LongValue.whole" -> longValue(figure, parameters);
      case "Bundle.decide" -> {
        double milliseconds = figure.nanoseconds() / 1e6;
        rows.add(new Row(WORST, "bundle " + parameters, "ms", milliseconds, Limit.most(50)));
      }
      default -> {}
    }
  }

  private void known(Measurement figure, String parameters) {
    Measurement strings = measured.get("Known.strings" + parameters);
    if (strings == null) {
      return;
    }
    String of = parameters.replace("(1,", "(1 client,").replace("(8192,", "(8,192 clients,");
    double bytes = figure.bytes() - strings.bytes();
    rows.add(new Row(KNOWN, "allocated " + of, "bytes", bytes, Limit.most(MOST_BYTES)));
  }

  /** Compares what others need with our decision on a header of the same form. */
  private void peer(Measurement figure, String parameters) {
    PeerBenchmark.Peer peer =
        PeerBenchmark.Peer.valueOf(parameters.substring(1, parameters.length() - 1));
    add(PEERS, peer.title(), figure, null);
    Measurement ours = measured.get("Format.known(" + peer.form() + ")");
    if (ours != null && peer.least() > 0) {
      double times = figure.nanoseconds() / ours.nanoseconds();
      Limit limit = Limit.least(peer.least());
      rows.add(new Row(KNOWN, peer.title() + ", against ours", "times", times, limit));
    }
  }

  private void longValue(Measurement figure, String parameters) {
    Measurement quarter = measured.get("LongValue.quarter" + parameters);
    if (quarter != null) {
      String what = "four times as long a value " + parameters;
      double times = figure.nanoseconds() / quarter.nanoseconds();
      rows.add(new Row(WORST, what, "times", times, Limit.most(6)));
    }
  }

  private void add(String group, String what, Measurement figure, Limit limit) {
    rows.add(new Row(group, what, "µs", figure.nanoseconds() / 1e3, limit));
  }
}
