package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import io.github.proxymtls.internal.header.HeaderLimits;
import java.util.List;

/** The keys of limits, caches and reloading. */
final class LimitKeys {

  static final Key HEADER_LENGTH =
      Key.of("limits.header-length", Kind.SIZE)
          .orElse(HeaderLimits.DEFAULT_HEADER_LENGTH / 1024 + "KB")
          .description("The longest value of the certificate header; more is 431.");

  static final Key CHAIN_HEADER_LENGTH =
      Key.of("limits.chain-header-length", Kind.SIZE)
          .orElse("64KB")
          .description("The length of all chain header values together; more is 431.");

  static final Key CERTIFICATE_SIZE =
      Key.of("limits.certificate-size", Kind.SIZE)
          .orElse("12KB")
          .description("The size of one certificate in DER; more is 431.");

  static final Key CHAIN_CERTIFICATES =
      Key.of("limits.chain-certificates", Kind.COUNT)
          .orElse("10")
          .description("The number of certificates besides the leaf; more is 431.");

  static final Key FORM_BODY =
      Key.of("limits.form-body", Kind.SIZE)
          .orElse("64KB")
          .description(
              "The longest `application/x-www-form-urlencoded` body where clients"
                  + " authenticate and on protected resources, which the filter reads for"
                  + " `client_id` and `access_token`; more is 413.");

  static final Key CACHE_MAXIMUM_BYTES =
      Key.of("cache.maximum-bytes", Kind.SIZE)
          .orElse("64MB")
          .description(
              "The memory of the cache of accepted certificates; the cache of tokens may use"
                  + " as much again. `0` keeps nothing,"
                  + " [rejections](validation.md#what-is-remembered) included.");

  static final Key CACHE_TIME_TO_LIVE =
      Key.of("cache.time-to-live", Kind.DURATION)
          .orElse("5m")
          .description(
              "The longest lifetime of an entry. It ends earlier at `notAfter`, with the answers"
                  + " about revocation, at a token's `exp`, or [with a"
                  + " reload](validation.md#what-is-remembered). A rejection lives 60 seconds at"
                  + " most. A JWKS is refreshed after this time.");

  static final Key RELOAD_INTERVAL =
      Key.of("reload-interval", Kind.DURATION)
          .orElse("30s")
          .description(
              "How often the filter checks [the files](#files-that-change) for changes. `0`"
                  + " turns reloading off. The properties themselves need a restart.");

  static final Key WARN_BEFORE =
      Key.of("warn-before", Kind.DURATION)
          .orElse("30d")
          .description(
              "How long before its end the filter warns of a trust anchor, an intermediate"
                  + " certificate or a CRL of a file: at the start, after each reload, and once a"
                  + " day. `0` warns only of what has expired.");

  static final Key AUDIT =
      Key.of("audit", Kind.WORD, "off", "on")
          .orElse("off")
          .description(
              "`on`: each decision is an event of the logger `io.github.proxymtls.audit`,"
                  + " [with fields](reasons.md#audit). In YAML write `\"on\"`.");

  static final List<Key> ALL =
      List.of(
          HEADER_LENGTH,
          CHAIN_HEADER_LENGTH,
          CERTIFICATE_SIZE,
          CHAIN_CERTIFICATES,
          FORM_BODY,
          CACHE_MAXIMUM_BYTES,
          CACHE_TIME_TO_LIVE,
          RELOAD_INTERVAL,
          WARN_BEFORE,
          AUDIT);

  private LimitKeys() {}
}
