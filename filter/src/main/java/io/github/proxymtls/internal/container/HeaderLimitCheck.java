package io.github.proxymtls.internal.container;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Compares the container's limit on the headers of a request with those of the filter. A container
 * rejects a longer request itself, without a log line of the filter.
 */
public final class HeaderLimitCheck {

  private final int needed;
  private final boolean asked;

  public HeaderLimitCheck(Configuration configuration) {
    needed = configuration.lengthOfHeaders();
    asked = configuration.asksForLongHeaders();
  }

  /** Returns true if the filter accepts headers that the container rejects. */
  public boolean isLow(int container) {
    return container < needed;
  }

  /** Returns a warning if the container's limit is below what the operator has asked for. */
  @Nullable Problem warning(int container) {
    if (!isLow(container) || !asked) {
      return null;
    }
    return new Problem(
        "container-header-limit",
        "the container reads at most "
            + container
            + " octets of headers, and the filter allows "
            + needed
            + ": the container rejects a longer request itself, without a line of the filter",
        "proxymtls.limits, and the limit of the container",
        "raise the container's limit (Tomcat: maxHttpRequestHeaderSize; Jetty: requestHeaderSize;"
            + " Spring Boot: server.max-http-request-header-size), or lower the filter's");
  }
}
