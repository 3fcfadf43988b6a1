package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.List;

/** The keys of limits, caches and reloading. */
final class LimitKeys {

  static final Key HEADER_LENGTH =
      Key.of("limits.header-length", Kind.SIZE)
          .orElse("32KB")
          .says("The longest certificate header value; more is 431.");

  static final Key CHAIN_HEADER_LENGTH =
      Key.of("limits.chain-header-length", Kind.SIZE)
          .orElse("64KB")
          .says("All chain header values together; more is 431.");

  static final Key CERTIFICATE_SIZE =
      Key.of("limits.certificate-size", Kind.SIZE)
          .orElse("12KB")
          .says("The DER of one certificate; more is 431.");

  static final Key CHAIN_CERTIFICATES =
      Key.of("limits.chain-certificates", Kind.COUNT)
          .orElse("10")
          .says("Certificates besides the leaf; more is 431.");

  static final Key FORM_BODY =
      Key.of("limits.form-body", Kind.SIZE)
          .orElse("64KB")
          .says(
              "Bytes of an `application/x-www-form-urlencoded` body that are buffered, where clients"
                  + " authenticate to read `client_id`, on protected resources to look for"
                  + " `access_token`; more is 413.");

  static final Key CACHE_MAXIMUM_BYTES =
      Key.of("cache.maximum-bytes", Kind.SIZE)
          .orElse("64MB")
          .says(
              "What the cache of accepted certificates may take in memory, and as much again that of"
                  + " tokens; `0` keeps nothing, [refusals](validation.md#what-is-remembered)"
                  + " included.");

  static final Key CACHE_TIME_TO_LIVE =
      Key.of("cache.time-to-live", Kind.DURATION)
          .orElse("5m")
          .says(
              "How long an entry lives at most; never beyond `notAfter`, what is known of revocation, a"
                  + " verified token's `exp` or a reload; a refusal's 60 seconds at most. A JWKS is"
                  + " refreshed after it.");

  static final Key RELOAD_INTERVAL =
      Key.of("reload-interval", Kind.DURATION)
          .orElse("30s")
          .says(
              "How often the anchors, intermediates, CRLs, users and registrations are looked at for a"
                  + " change; `0` turns reloading off. The properties themselves need a restart.");

  static final List<Key> ALL =
      List.of(
          HEADER_LENGTH,
          CHAIN_HEADER_LENGTH,
          CERTIFICATE_SIZE,
          CHAIN_CERTIFICATES,
          FORM_BODY,
          CACHE_MAXIMUM_BYTES,
          CACHE_TIME_TO_LIVE,
          RELOAD_INTERVAL);

  private LimitKeys() {}
}
