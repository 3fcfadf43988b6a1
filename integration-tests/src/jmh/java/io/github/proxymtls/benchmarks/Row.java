package io.github.proxymtls.benchmarks;

import java.util.Locale;

/**
 * A figure of a run, and its limit.
 *
 * @param group the heading of its table
 * @param what the thing that is measured
 * @param unit the unit, such as {@code µs} or {@code times}
 * @param value the figure
 * @param limit null if the figure has no limit
 */
record Row(String group, String what, String unit, double value, Limit limit) {

  /**
   * A bound of a figure.
   *
   * @param least true if the figure must be at least this large, false if at most
   */
  record Limit(double bound, boolean least) {

    static Limit most(double bound) {
      return new Limit(bound, false);
    }

    static Limit least(double bound) {
      return new Limit(bound, true);
    }

    @Override
    public String toString() {
      return (least ? "≥ " : "≤ ") + number(bound);
    }
  }

  boolean missed() {
    return limit != null && !(limit.least ? value >= limit.bound : value <= limit.bound);
  }

  /** Returns the figure with its unit. */
  String figure() {
    return number(value) + (unit.isEmpty() ? "" : " " + unit);
  }

  /** Returns a number with three digits that count. */
  static String number(double value) {
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
  }

  /** Returns a line for a file from which {@link #parse} reads it. */
  String line() {
    String bound = limit == null ? "" : (limit.least ? ">" : "<") + limit.bound;
    return String.join("\t", group, what, unit, Double.toString(value), bound);
  }

  static Row parse(String line) {
    String[] words = line.split("\t", -1);
    String bound = words[4];
    Limit limit =
        bound.isEmpty()
            ? null
            : new Limit(Double.parseDouble(bound.substring(1)), bound.charAt(0) == '>');
    return new Row(words[0], words[1], words[2], Double.parseDouble(words[3]), limit);
  }
}
