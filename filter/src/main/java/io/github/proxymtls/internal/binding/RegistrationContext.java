package io.github.proxymtls.internal.binding;

import java.util.List;

/**
 * The configuration that a registration depends on.
 *
 * @param profiles the configured profiles
 * @param keySets fetches certificates that are published at a {@code jwks_uri}
 */
record RegistrationContext(List<String> profiles, ClientKeySets keySets) {}
