package io.github.proxymtls.internal.config;

import java.time.Duration;
import java.util.List;

/**
 * The client binding of RFC 8705: {@code proxymtls.binding.*}.
 *
 * @param registry the source of the registered clients
 * @param clientAuthentication the path patterns at which clients authenticate
 * @param protectedResources the path patterns at which a bound token is required
 * @param passOtherMethods true for {@code other-methods=pass}
 * @param tokens the rules for access tokens
 * @param jwksTimeToLive the time after which fetched keys are refreshed and a token is verified
 *     again
 */
public record BindingRules(
    RegistryRules registry,
    List<PathPattern> clientAuthentication,
    List<PathPattern> protectedResources,
    boolean passOtherMethods,
    TokenRules tokens,
    Duration jwksTimeToLive) {}
