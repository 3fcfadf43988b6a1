package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.MissingProgramException;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteCertificates;
import io.github.proxymtls.samples.site.SiteSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The running sites of one test class. Each site is started once, at its first use. */
public final class Sites implements AutoCloseable {

  private static final String REQUIRED = "PROXYMTLS_REQUIRE_PROXIES";

  private final Map<SiteSettings, Site> running = new LinkedHashMap<>();

  /**
   * Returns the site with these settings.
   *
   * @throws org.opentest4j.TestAbortedException if the proxy is not installed; an {@link
   *     IOException} if {@code PROXYMTLS_REQUIRE_PROXIES=true}
   */
  synchronized Site of(SiteSettings settings) throws IOException {
    Site site = running.get(settings);
    if (site == null) {
      site = start(settings, SiteCertificates.create(Instant.now()));
      running.put(settings, site);
    }
    return site;
  }

  /**
   * Returns a site with existing certificates.
   *
   * @throws org.opentest4j.TestAbortedException if the proxy is not installed and not required
   */
  public static Site start(SiteSettings settings, SiteCertificates certificates)
      throws IOException {
    try {
      return Site.start(settings, certificates);
    } catch (MissingProgramException missing) {
      throw skip(missing);
    }
  }

  /**
   * Skips a test whose program is not installed.
   *
   * @return never
   * @throws MissingProgramException if {@code PROXYMTLS_REQUIRE_PROXIES=true}
   */
  static RuntimeException skip(MissingProgramException missing) throws MissingProgramException {
    if (required()) {
      throw missing;
    }
    return Assumptions.abort(missing.getMessage());
  }

  /** Returns true if a missing program is a failure. */
  public static boolean required() {
    return Boolean.parseBoolean(System.getenv(REQUIRED));
  }

  @Override
  public synchronized void close() {
    running.values().forEach(Site::close);
    running.clear();
  }
}
