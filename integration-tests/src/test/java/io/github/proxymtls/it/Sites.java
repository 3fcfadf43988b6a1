package io.github.proxymtls.it;

import io.github.proxymtls.samples.proxy.MissingProgramException;
import io.github.proxymtls.samples.site.Cast;
import io.github.proxymtls.samples.site.Plan;
import io.github.proxymtls.samples.site.Site;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The running sites of one test class: every plan is started once, at its first use. */
public final class Sites implements AutoCloseable {

  private static final String REQUIRED = "PROXYMTLS_REQUIRE_PROXIES";

  private final Map<Plan, Site> running = new LinkedHashMap<>();

  /**
   * The site of a plan.
   *
   * @throws org.opentest4j.TestAbortedException if the proxy is not installed; an {@link
   *     IOException} where {@code PROXYMTLS_REQUIRE_PROXIES=true} says that it has to be
   */
  synchronized Site of(Plan plan) throws IOException {
    Site site = running.get(plan);
    if (site == null) {
      site = start(plan, Cast.create(Instant.now()));
      running.put(plan, site);
    }
    return site;
  }

  /**
   * A site of a plan, with certificates that were made before.
   *
   * @throws org.opentest4j.TestAbortedException if the proxy is not installed and need not be
   */
  public static Site start(Plan plan, Cast cast) throws IOException {
    try {
      return Site.start(plan, cast);
    } catch (MissingProgramException missing) {
      throw skip(missing);
    }
  }

  /**
   * Skips a test whose program is not installed.
   *
   * @return never
   * @throws MissingProgramException where {@code PROXYMTLS_REQUIRE_PROXIES=true}: it has to be
   */
  static RuntimeException skip(MissingProgramException missing) throws MissingProgramException {
    if (required()) {
      throw missing;
    }
    return Assumptions.abort(missing.getMessage());
  }

  /** Whether a program that is missing is a failure. */
  public static boolean required() {
    return Boolean.parseBoolean(System.getenv(REQUIRED));
  }

  @Override
  public synchronized void close() {
    running.values().forEach(Site::close);
    running.clear();
  }
}
