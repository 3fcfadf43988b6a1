package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.header.HeaderLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The limit of a servlet container on the header section of a request, unless it is set. */
public enum ContainerLimit {
  TOMCAT(8 * 1024, "set maxHttpRequestHeaderSize=\"%d\" at the Connector"),
  JETTY(8 * 1024, "set jetty.httpConfig.requestHeaderSize=%d"),
  UNDERTOW(1024 * 1024, "set UndertowOptions.MAX_HEADER_SIZE to %d"),
  SPRING_BOOT(8 * 1024, "set server.max-http-request-header-size=%dB");

  private static final String TOPIC = "container";

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

  /**
   * Returns a warning that containers reject a request for its size, before the filter runs; null
   * if none does.
   *
   * @param headers the octets of the request line and the headers
   */
  public static @Nullable Finding exceeded(int headers) {
    List<ContainerLimit> exceeded =
        Arrays.stream(values()).filter(container -> headers > container.octets).toList();
    if (exceeded.isEmpty()) {
      return null;
    }
    int needed = headers + OTHERS;
    return Finding.warning(
            TOPIC,
            "the request line and the headers have "
                + headers
                + " bytes: by default "
                + exceeded.stream()
                    .map(container -> container.label() + " allows " + container.octets)
                    .collect(Collectors.joining(", "))
                + ", and rejects more itself, without a line of the filter")
        .with(
            "limit",
            exceeded.stream()
                .map(container -> container.label() + ": " + container.fix(needed))
                .toList())
        .fix("raise the limit of the container");
  }

  private String fix(int needed) {
    return String.format(Locale.ROOT, fix, needed);
  }

  /** Compares the limit with those of the filter. */
  Finding compare(HeaderLimits filter) {
    int needed = filter.headerLength() + filter.chainHeaderLength() + OTHERS;
    return octets >= needed
        ? Finding.ok(
            TOPIC, label() + " reads " + octets + " bytes of headers, enough for the filter")
        : Finding.warning(
                TOPIC,
                label()
                    + " by default rejects more than "
                    + octets
                    + " bytes of headers itself, without a line of the filter, which reads up to "
                    + needed)
            .fix(fix(needed));
  }
}
