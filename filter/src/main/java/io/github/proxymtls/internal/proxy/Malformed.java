package io.github.proxymtls.internal.proxy;

/**
 * A header value that is no credential.
 *
 * @param detail why; holds nothing of the value
 */
record Malformed(String detail) implements Parsed {}
