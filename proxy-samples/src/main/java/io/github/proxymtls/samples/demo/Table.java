package io.github.proxymtls.samples.demo;

import java.io.PrintWriter;

/** Prints a row for every step as soon as it is done. */
final class Table {

  private static final int[] WIDTHS = {56, 15, 24, 31, 11};

  private final PrintWriter out;
  private int rows;
  private int failures;

  Table(PrintWriter out) {
    this.out = out;
    print("  ", "step", "listener", "expected", "observed", "refused by");
  }

  void add(String step, String listener, Expectation expected, Observation observed) {
    boolean met = expected.met().test(observed);
    rows++;
    failures += met ? 0 : 1;
    print(
        met ? "ok" : "NO", step, listener, expected.text(), observed.text(), observed.refusedBy());
  }

  int rows() {
    return rows;
  }

  int failures() {
    return failures;
  }

  private void print(String mark, String... cells) {
    StringBuilder line = new StringBuilder(mark);
    for (int i = 0; i < cells.length; i++) {
      line.append("  ").append(cells[i]);
      line.append(" ".repeat(Math.max(0, WIDTHS[i] - cells[i].length())));
    }
    out.println(line.toString().stripTrailing());
    out.flush();
  }
}
