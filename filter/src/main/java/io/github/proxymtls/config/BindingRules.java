package io.github.proxymtls.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client binding of RFC 8705: {@code proxymtls.binding.*}.
 *
 * @param clientAuthentication path patterns where a client authenticates
 * @param protectedResources path patterns where a bound token is used
 * @param passOtherMethods {@code other-methods=pass}
 * @param tokens what is done with access tokens
 * @param jwksTimeToLive after how long fetched keys are refreshed, and a token is looked at again
 * @param profiles the profiles that a registration may name; empty where there are none
 */
public record BindingRules(
    @Nullable Resource clients,
    List<PathPattern> clientAuthentication,
    List<PathPattern> protectedResources,
    boolean passOtherMethods,
    TokenRules tokens,
    Duration jwksTimeToLive,
    List<String> profiles) {}
