package io.github.proxymtls.samples.configure;

import io.github.proxymtls.internal.header.Encoding;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The capabilities of a proxy.
 *
 * @param preset the preset that reads its own form, and the folder of its sample
 * @param files the files of its configuration, the main file first
 * @param encodings the encodings that it can write
 * @param fixedHeader the only possible name of the certificate's header, or null if the operator
 *     chooses it
 * @param verdict what it reports for a certificate that it verified, or null if it reports nothing
 * @param rfc9440Script the script that it needs to write RFC 9440, or null if it needs none
 */
record ProxyCapabilities(
    String preset,
    List<String> files,
    Set<Encoding> encodings,
    @Nullable String fixedHeader,
    @Nullable String verdict,
    @Nullable String rfc9440Script) {

  static ProxyCapabilities of(Target target) {
    return switch (target) {
      case NGINX ->
          new ProxyCapabilities(
              "nginx",
              List.of("nginx.conf"),
              Set.of(Encoding.PERCENT_PEM, Encoding.RFC9440),
              null,
              "SUCCESS",
              "rfc9440.js");
      case ENVOY ->
          new ProxyCapabilities(
              "envoy",
              List.of("envoy.yaml"),
              Set.of(Encoding.XFCC, Encoding.XFCC_JSON),
              "X-Forwarded-Client-Cert",
              null,
              null);
      case HAPROXY ->
          new ProxyCapabilities(
              "haproxy",
              List.of("haproxy.cfg"),
              Set.of(Encoding.BASE64_DER, Encoding.RFC9440),
              null,
              "0",
              "rfc9440.lua");
      case APACHE ->
          new ProxyCapabilities(
              "apache",
              List.of("httpd.conf"),
              Set.of(Encoding.PEM, Encoding.PERCENT_PEM, Encoding.BASE64_PEM, Encoding.RFC9440),
              null,
              "SUCCESS",
              null);
      case TRAEFIK ->
          new ProxyCapabilities(
              "traefik",
              List.of("traefik.yaml", "traefik-dynamic.yaml"),
              Set.of(Encoding.BASE64_DER),
              "X-Forwarded-Tls-Client-Cert",
              null,
              null);
      case CADDY -> caddy("Caddyfile");
      case CADDY_2_6 -> caddy("Caddyfile-2.6");
    };
  }

  /**
   * Returns true if the setting that drops clients' headers with underscores also drops the proxy's
   * own.
   */
  boolean dropsUnderscores() {
    return preset.equals("haproxy");
  }

  /** Returns how it says "no certificate" in an encoding of its own that no preset has. */
  Set<String> furtherAbsent() {
    return preset.equals("apache") ? Set.of("") : Set.of();
  }

  private static ProxyCapabilities caddy(String file) {
    return new ProxyCapabilities(
        "caddy", List.of(file), Set.of(Encoding.RFC9440), null, null, null);
  }
}
