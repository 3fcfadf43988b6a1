package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.io.PrintWriter;

/** The demo: honest and hostile clients with real TLS connections to a {@link Site}. */
public final class Demo {

  private Demo() {}

  /**
   * Runs every step and prints a row for each.
   *
   * @param site one with a proxy of that kind, and otherwise as the sample has it
   * @return true if every row was as expected
   */
  public static boolean run(Site site, ProxyKind kind, PrintWriter out) throws IOException {
    Table table = new Table(out);
    Stage stage = new Stage(site, kind, table);
    new TokenSteps(stage).run();
    new StrangerSteps(stage).run();
    new ForgerySteps(stage).run();
    new ProxySteps(stage).run();
    out.println();
    out.println(
        table.failures() == 0
            ? "All " + table.rows() + " steps went as they should."
            : table.failures() + " of " + table.rows() + " steps did not go as they should.");
    out.flush();
    return table.failures() == 0;
  }
}
