package io.github.proxymtls.internal.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What is done with access tokens on protected resources.
 *
 * @param jwksUri the issuer's keys; null where none are configured
 * @param issuer the exact {@code iss}
 * @param introspection null where tokens are not introspected
 * @param acceptUnbound {@code unbound-tokens=accept}
 * @param passDpop {@code dpop-tokens=pass}
 * @param cacheBytes the most memory that remembered tokens may take
 */
public record TokenRules(
    @Nullable URI jwksUri,
    @Nullable String issuer,
    @Nullable IntrospectionRules introspection,
    boolean acceptUnbound,
    boolean passDpop,
    long cacheBytes) {}
