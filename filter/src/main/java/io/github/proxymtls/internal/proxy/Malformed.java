package io.github.proxymtls.internal.proxy;

/**
 * A header value that is not a valid credential.
 *
 * @param detail the reason; contains nothing of the value
 */
record Malformed(String detail) implements Parsed {}
