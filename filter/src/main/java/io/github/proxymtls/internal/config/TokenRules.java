package io.github.proxymtls.internal.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The rules for access tokens on protected resources.
 *
 * @param jwksUri the URL of the issuer's keys; null if none is configured
 * @param issuer the required {@code iss}, compared exactly
 * @param introspection the introspection endpoint; null if tokens are not introspected
 * @param acceptUnbound true for {@code unbound-tokens=accept}
 * @param passDpop true for {@code dpop-tokens=pass}
 * @param cacheBytes the maximum memory for cached tokens, in bytes
 */
public record TokenRules(
    @Nullable URI jwksUri,
    @Nullable String issuer,
    @Nullable IntrospectionRules introspection,
    boolean acceptUnbound,
    boolean passDpop,
    long cacheBytes) {}
