package io.github.proxymtls.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Plan;
import io.github.proxymtls.samples.site.Site;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DemoTest {

  private final StringWriter out = new StringWriter();

  @Test
  void everyRowIsAsExpected() throws Exception {
    assertThat(run(Plan.of(ProxyKind.EMBEDDED))).as(out.toString()).isTrue();
    assertThat(out.toString()).doesNotContain("NO  ").contains("steps went as they should");
  }

  @Test
  void noticesAFilterThatOnlyReports() throws Exception {
    Plan reporting = Plan.of(ProxyKind.EMBEDDED).with("proxymtls.report-only", "true");
    assertThat(run(reporting)).isFalse();
    assertThat(out.toString()).contains("NO  forged headers straight to the application");
  }

  private boolean run(Plan plan) throws Exception {
    try (Site site = Site.start(plan)) {
      return Demo.run(site, plan.proxy(), new PrintWriter(out));
    }
  }
}
