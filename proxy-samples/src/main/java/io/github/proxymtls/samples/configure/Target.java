package io.github.proxymtls.samples.configure;

import java.util.List;

/** The proxies whose configuration can be written. */
public enum Target {
  NGINX("nginx"),
  ENVOY("envoy"),
  HAPROXY("haproxy"),
  APACHE("apache"),
  TRAEFIK("traefik"),
  /** Caddy since 2.8. */
  CADDY("caddy"),
  /** Caddy 2.6 and 2.7, which know other words. */
  CADDY_2_6("caddy-2.6");

  private final String label;

  Target(String label) {
    this.label = label;
  }

  /** As on the command line. */
  public String label() {
    return label;
  }

  /** The files of its configuration, the main one first; scripts are not among them. */
  public List<String> files() {
    return Abilities.of(this).files();
  }
}
