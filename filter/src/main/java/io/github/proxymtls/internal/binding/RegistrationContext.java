package io.github.proxymtls.internal.binding;

import java.util.List;

/**
 * What a registration is read against.
 *
 * @param profiles the profiles that are configured
 * @param keySets where certificates are that it does not hold itself
 */
record RegistrationContext(List<String> profiles, ClientKeySets keySets) {}
