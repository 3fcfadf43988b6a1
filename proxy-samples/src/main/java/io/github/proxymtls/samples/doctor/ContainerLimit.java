package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.header.HeaderLimits;
import java.util.Locale;

/** The limit of a servlet container on the header section of a request, unless it is set. */
public enum ContainerLimit {
  TOMCAT(8 * 1024, "set maxHttpRequestHeaderSize=\"%d\" at the Connector"),
  JETTY(8 * 1024, "set jetty.httpConfig.requestHeaderSize=%d"),
  UNDERTOW(1024 * 1024, "set UndertowOptions.MAX_HEADER_SIZE to %d"),
  SPRING_BOOT(8 * 1024, "set server.max-http-request-header-size=%dB");

  /** The request line and the headers that the filter does not read. */
  private static final int OTHERS = 8 * 1024;

  private final int octets;
  private final String fix;

  ContainerLimit(int octets, String fix) {
    this.octets = octets;
    this.fix = fix;
  }

  /** Returns the name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Compares the limit with those of the filter. */
  Finding compare(HeaderLimits filter) {
    int needed = filter.headerLength() + filter.chainHeaderLength() + OTHERS;
    return octets >= needed
        ? Finding.ok(
            "container", label() + " reads " + octets + " bytes of headers, enough for the filter")
        : Finding.warning(
                "container",
                label()
                    + " by default rejects more than "
                    + octets
                    + " bytes of headers itself, without a line of the filter, which reads up to "
                    + needed)
            .fix(String.format(Locale.ROOT, fix, needed));
  }
}
