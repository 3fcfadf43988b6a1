package io.github.proxymtls.internal.header;

/** A part of a header value, without the quotes around it. */
record Slice(int from, int to) {}
