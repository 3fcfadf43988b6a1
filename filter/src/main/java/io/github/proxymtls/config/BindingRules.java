package io.github.proxymtls.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client binding of RFC 8705: {@code proxymtls.binding.*}.
 *
 * @param clientAuthentication path patterns where a client authenticates
 * @param protectedResources path patterns where a bound token is used
 * @param passOtherMethods {@code other-methods=pass}
 * @param acceptUnboundTokens {@code unbound-tokens=accept}
 * @param passDpopTokens {@code dpop-tokens=pass}
 * @param jwksTimeToLive after how long the token keys are refreshed
 * @param profiles the profiles that a registration may name; empty where there are none
 */
public record BindingRules(
    @Nullable Resource clients,
    List<PathPattern> clientAuthentication,
    List<PathPattern> protectedResources,
    boolean passOtherMethods,
    @Nullable URI tokenJwksUri,
    @Nullable String tokenIssuer,
    boolean acceptUnboundTokens,
    boolean passDpopTokens,
    Duration jwksTimeToLive,
    List<String> profiles) {}
