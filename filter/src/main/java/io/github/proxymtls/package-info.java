/** The API: mutual TLS for applications whose TLS ends at a reverse proxy. */
@NullMarked
package io.github.proxymtls;

import org.jspecify.annotations.NullMarked;
