package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.header.HeaderFormat;
import org.jspecify.annotations.Nullable;

/**
 * One kind of proxy: the headers that it sends, how it authenticates, and the rules for the
 * certificates that it forwards.
 *
 * @param name the name in {@code proxymtls.profiles}; null for the only profile of a configuration
 *     without that key
 * @param format the headers; null only if {@code client.source} is {@code tls}
 * @param companions the companion headers; none without a format
 * @param proxy the authentication of the proxy; null if {@code client.source} is {@code tls}
 * @param reportOnly true if its requests pass whatever the decision is
 */
public record Profile(
    @Nullable String name,
    @Nullable HeaderFormat format,
    CompanionHeaders companions,
    @Nullable ProxyRules proxy,
    ClientRules client,
    boolean reportOnly) {

  /** Returns the header of the proxy's credential; null if it sends none. */
  public @Nullable String credentialHeader() {
    return proxy == null || proxy.basic() == null ? null : proxy.basic().header();
  }

  /** Returns true if the proxy authenticates by this method. */
  public boolean lists(ProxyRules.Method method) {
    return proxy != null && proxy.methods().contains(method);
  }
}
