/** The API for authorization servers and resource servers (RFC 8705). */
@NullMarked
package io.github.proxymtls.oauth;

import org.jspecify.annotations.NullMarked;
