/** Does the certificate belong to this OAuth client or token (RFC 8705)? */
@NullMarked
package io.github.proxymtls.internal.binding;

import org.jspecify.annotations.NullMarked;
