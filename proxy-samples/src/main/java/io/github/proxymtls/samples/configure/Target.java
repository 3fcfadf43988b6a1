package io.github.proxymtls.samples.configure;

import java.util.List;

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

  /** Returns the name on the command line. */
  public String label() {
    return label;
  }

  /** Returns the files of the configuration, the main file first, without scripts. */
  public List<String> files() {
    return ProxyCapabilities.of(this).files();
  }
}
