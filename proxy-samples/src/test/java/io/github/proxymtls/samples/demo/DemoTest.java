package io.github.proxymtls.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DemoTest {

  private final StringWriter out = new StringWriter();

  @Test
  @ExpectedLog({
    " rejected reason=client-mismatch",
    " rejected reason=token-mismatch",
    " rejected reason=token-missing",
    " rejected reason=certificate-required",
    " rejected reason=certificate-expired",
    " rejected reason=certificate-not-pinned",
    " rejected reason=proxy-certificate-missing",
    " rejected reason=proxy-certificate-name",
    " rejected reason=proxy-credential-missing",
    " rejected reason=proxy-credential-wrong",
    " rejected reason=header-duplicate"
  })
  void everyRowIsAsExpected() throws Exception {
    assertThat(run(SiteSettings.of(ProxyKind.EMBEDDED))).as(out.toString()).isTrue();
    assertThat(out.toString()).doesNotContain("NO  ").contains("steps had the expected outcome");
  }

  @Test
  @ExpectedLog({"code=report-only", "would-reject reason="})
  void noticesAFilterThatOnlyReports() throws Exception {
    SiteSettings reporting =
        SiteSettings.of(ProxyKind.EMBEDDED).with("proxymtls.report-only", "true");
    assertThat(run(reporting)).isFalse();
    assertThat(out.toString()).contains("NO  forged headers directly to the application");
  }

  private boolean run(SiteSettings settings) throws Exception {
    try (Site site = Site.start(settings)) {
      return Demo.run(site, settings.proxy(), new PrintWriter(out));
    }
  }
}
