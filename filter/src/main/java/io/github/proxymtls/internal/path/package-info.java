/** Path search and validation (RFC 5280 section 6), the rules of a leaf, and the trust decision. */
@NullMarked
package io.github.proxymtls.internal.path;

import org.jspecify.annotations.NullMarked;
