/** RFC 8705: does the certificate belong to this OAuth client or token? */
@NullMarked
package io.github.proxymtls.binding;

import org.jspecify.annotations.NullMarked;
