package io.github.proxymtls.internal.proxy;

/** The result of parsing a header value: a {@link Credential} or {@link Malformed}. */
sealed interface Parsed permits Credential, Malformed {}
