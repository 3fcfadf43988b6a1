package io.github.proxymtls.samples.configure;

import io.github.proxymtls.internal.header.HeaderFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The proxies for which a configuration can be written. */
public enum Target {
  NGINX("nginx"),
  ENVOY("envoy"),
  HAPROXY("haproxy"),
  APACHE("apache"),
  TRAEFIK("traefik"),
  /** Caddy since 2.8. */
  CADDY("caddy"),
  /** Caddy 2.6 and 2.7, whose directives differ. */
  CADDY_2_6("caddy-2.6");

  private final String label;

  Target(String label) {
    this.label = label;
  }

  /** Returns the proxy that a format is of; null if none of these is. */
  public static @Nullable Target of(HeaderFormat format) {
    for (Target target : values()) {
      if (format.name().toLowerCase(Locale.ROOT).startsWith(target.label())) {
        return target;
      }
    }
    return null;
  }

  /** Returns the name on the command line. */
  public String label() {
    return label;
  }

  /**
   * Returns the file that an existing configuration can include; null if the proxy has no include
   * that could hold the lines of one site.
   */
  public @Nullable String includeFile() {
    return switch (this) {
      case NGINX, APACHE -> "proxymtls.conf";
      case CADDY, CADDY_2_6 -> "proxymtls.caddy";
      case ENVOY, HAPROXY, TRAEFIK -> null;
    };
  }

  /** Returns the files of the configuration, the main file first, without scripts. */
  public List<String> files() {
    return ProxyCapabilities.of(this).files();
  }
}
