package io.github.proxymtls.samples.configure;

import io.github.proxymtls.internal.header.Encoding;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy can do.
 *
 * @param preset the preset that reads its own form, and the folder of its sample
 * @param files the files of its configuration, the main one first
 * @param encodings the encodings that it can write
 * @param fixedHeader the only name that the certificate's header can have; null where the operator
 *     chooses
 * @param verdict what it says of a certificate that it verified; null where it says nothing
 * @param rfc9440Script the file beside its configuration without which it cannot write RFC 9440;
 *     null where it needs none
 */
record Abilities(
    String preset,
    List<String> files,
    Set<Encoding> encodings,
    @Nullable String fixedHeader,
    @Nullable String verdict,
    @Nullable String rfc9440Script) {

  static Abilities of(Target target) {
    return switch (target) {
      case NGINX ->
          new Abilities(
              "nginx",
              List.of("nginx.conf"),
              Set.of(Encoding.PERCENT_PEM, Encoding.RFC9440),
              null,
              "SUCCESS",
              "rfc9440.js");
      case ENVOY ->
          new Abilities(
              "envoy",
              List.of("envoy.yaml"),
              Set.of(Encoding.XFCC, Encoding.XFCC_JSON),
              "X-Forwarded-Client-Cert",
              null,
              null);
      case HAPROXY ->
          new Abilities(
              "haproxy",
              List.of("haproxy.cfg"),
              Set.of(Encoding.BASE64_DER, Encoding.RFC9440),
              null,
              "0",
              "rfc9440.lua");
      case APACHE ->
          new Abilities(
              "apache",
              List.of("httpd.conf"),
              Set.of(Encoding.PEM, Encoding.PERCENT_PEM, Encoding.BASE64_PEM, Encoding.RFC9440),
              null,
              "SUCCESS",
              null);
      case TRAEFIK ->
          new Abilities(
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

  /** True where what keeps out clients' names with underscores drops the proxy's own too. */
  boolean dropsUnderscores() {
    return preset.equals("haproxy");
  }

  /** How it says that there is no certificate in an encoding of its own that no preset has. */
  Set<String> furtherAbsent() {
    return preset.equals("apache") ? Set.of("") : Set.of();
  }

  private static Abilities caddy(String file) {
    return new Abilities("caddy", List.of(file), Set.of(Encoding.RFC9440), null, null, null);
  }
}
