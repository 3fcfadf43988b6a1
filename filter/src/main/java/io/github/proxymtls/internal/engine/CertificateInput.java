package io.github.proxymtls.internal.engine;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.internal.cache.CacheKey;
import io.github.proxymtls.internal.cache.RefusalKey;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import org.jspecify.annotations.Nullable;

/** The undecoded certificates of one request, from a header or from the TLS handshake. */
interface CertificateInput {

  /** Where the certificates come from. */
  ClientIdentity.Source source();

  /** Returns the cache key of an accepted certificate. */
  CacheKey key();

  /**
   * Returns the cache key of a final refusal; it distinguishes every octet of every certificate and
   * line.
   */
  RefusalKey refusalKey();

  /**
   * Returns a refusal if a length exceeds its limit; null otherwise, or if the lengths were checked
   * before.
   */
  @Nullable Refusal excess();

  /** Decodes the certificates; the result depends only on the data in the keys. */
  Result<ForwardedCertificate> decode();

  /** Applies the rules that are checked for each request; returns null if none refuses it. */
  @Nullable Refusal refusalOfRequest();
}
