package io.github.proxymtls.internal.config;

import java.net.URI;

/**
 * Where tokens are introspected (RFC 7662): {@code proxymtls.binding.introspection.*}.
 *
 * @param clientId the filter's own client at the authorization server
 * @param clientSecret the file of its secret
 */
public record IntrospectionRules(URI url, String clientId, Resource clientSecret) {}
