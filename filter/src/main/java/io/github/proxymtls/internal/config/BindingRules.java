package io.github.proxymtls.internal.config;

import java.time.Duration;
import java.util.List;

/**
 * The client binding of RFC 8705: {@code proxymtls.binding.*}.
 *
 * @param registry where the registered clients come from
 * @param clientAuthentication path patterns where a client authenticates
 * @param protectedResources path patterns where a bound token is used
 * @param passOtherMethods {@code other-methods=pass}
 * @param tokens what is done with access tokens
 * @param jwksTimeToLive after how long fetched keys are refreshed, and a token is looked at again
 */
public record BindingRules(
    RegistryRules registry,
    List<PathPattern> clientAuthentication,
    List<PathPattern> protectedResources,
    boolean passOtherMethods,
    TokenRules tokens,
    Duration jwksTimeToLive) {}
