package io.github.proxymtls.internal.proxy;

/** What a header value is read as: a {@link Credential}, or something else. */
sealed interface Parsed permits Credential, Malformed {}
