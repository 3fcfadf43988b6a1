package io.github.proxymtls.internal.decision;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The decision that a request continues without a client certificate.
 *
 * @param warning what is wrong although the request continues, or null
 */
public record NoClient(@Nullable ProxyIdentity proxy, @Nullable Refusal warning)
    implements Decision.Anonymous {

  /** A decision without a warning. */
  public NoClient(@Nullable ProxyIdentity proxy) {
    this(proxy, null);
  }
}
