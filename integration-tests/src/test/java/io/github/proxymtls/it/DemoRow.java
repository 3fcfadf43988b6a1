package io.github.proxymtls.it;

import io.github.proxymtls.samples.demo.Demo;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * A row of the demo as it is printed.
 *
 * @param met true where the demo itself is content with what it observed
 * @param where the listener, or {@code (application)}
 * @param refusedBy empty where nobody refused
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

  /** Columns are two blanks apart at least, and no cell has two in a row. */
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
