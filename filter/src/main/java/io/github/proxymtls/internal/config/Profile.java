package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.header.HeaderFormat;
import org.jspecify.annotations.Nullable;

/**
 * One kind of proxy: what it sends, how it proves who it is, and what is done with the certificates
 * for which it vouches.
 *
 * @param name from {@code proxymtls.profiles}; null for the one profile of a configuration that
 *     names none
 * @param format null only where {@code client.source} is {@code tls}
 * @param companions none where there is no format
 * @param proxy null where {@code client.source} is {@code tls}
 * @param reportOnly true where its requests pass whatever is decided
 */
public record Profile(
    @Nullable String name,
    @Nullable HeaderFormat format,
    CompanionHeaders companions,
    @Nullable ProxyRules proxy,
    ClientRules client,
    boolean reportOnly) {

  /** The header of the proxy's credential; null where it sends none. */
  public @Nullable String credentialHeader() {
    return proxy == null || proxy.basic() == null ? null : proxy.basic().header();
  }

  /** True where the proxy authenticates by this method. */
  public boolean lists(ProxyRules.Method method) {
    return proxy != null && proxy.methods().contains(method);
  }
}
