/** Checks whether the certificate belongs to the OAuth client or to the token (RFC 8705). */
@NullMarked
package io.github.proxymtls.internal.binding;

import org.jspecify.annotations.NullMarked;
