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
   * Refuses an input over a limit; returns null if there is none, or if the lengths were checked
   * before.
   */
  @Nullable Refusal excess();

  /** Decodes the certificates; the result depends only on the data in the keys. */
  Result<ForwardedCertificate> decode();

  /** Refuses by rules that apply anew to each request; returns null if nothing is refused. */
  @Nullable Refusal refusalOfRequest();
}
