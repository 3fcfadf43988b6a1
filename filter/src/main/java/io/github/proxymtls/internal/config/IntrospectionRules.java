package io.github.proxymtls.internal.config;

import java.net.URI;

/**
 * The introspection endpoint (RFC 7662): {@code proxymtls.binding.introspection.*}.
 *
 * @param clientId the {@code client_id} with which the filter authenticates there
 * @param clientSecret the file with the client secret
 */
public record IntrospectionRules(URI url, String clientId, Resource clientSecret) {}
