package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.io.PrintWriter;

/** The demo: genuine and malicious clients with real TLS connections to a {@link Site}. */
public final class Demo {

  private Demo() {}

  /**
   * Runs every step and prints a row for each.
   *
   * @param site a site with a proxy of this kind and otherwise the settings of the sample
   * @return true if every outcome was as expected
   */
  public static boolean run(Site site, ProxyKind kind, PrintWriter out) throws IOException {
    Table table = new Table(out);
    StepRunner runner = new StepRunner(site, kind, table);
    new TokenSteps(runner).run();
    new RejectedClientSteps(runner).run();
    new ForgerySteps(runner).run();
    new ProxySteps(runner).run();
    out.println();
    out.println(
        table.failures() == 0
            ? "All " + table.rows() + " steps had the expected outcome."
            : table.failures() + " of " + table.rows() + " steps had an unexpected outcome.");
    out.flush();
    return table.failures() == 0;
  }
}
