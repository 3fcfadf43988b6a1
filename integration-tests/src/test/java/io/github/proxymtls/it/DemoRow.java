package io.github.proxymtls.it;

import io.github.proxymtls.samples.demo.Demo;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * A row of the demo's table.
 *
 * @param met true if the outcome was as the demo expected
 * @param where the listener, or {@code (application)}
 * @param refusedBy empty if nothing was rejected
 */
record DemoRow(
    boolean met, String step, String where, String expected, String observed, String refusedBy) {

  /** Runs the demo on a site. */
  static List<DemoRow> run(Site site, ProxyKind kind) throws IOException {
    StringWriter out = new StringWriter();
    Demo.run(site, kind, new PrintWriter(out));
    return out.toString()
        .lines()
        .filter(line -> line.startsWith("ok  ") || line.startsWith("NO  "))
        .map(DemoRow::parse)
        .toList();
  }

  /** At least two spaces separate the columns, and no cell contains two in a row. */
  private static DemoRow parse(String line) {
    String[] cells = line.split(" {2,}", -1);
    return new DemoRow(
        cells[0].equals("ok"),
        cells[1],
        cells[2],
        cells[3],
        cells[4],
        cells.length > 5 ? cells[5] : "");
  }
}
