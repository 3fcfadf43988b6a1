/** Mutual TLS for applications whose TLS ends at a reverse proxy: the engine and its vocabulary. */
@NullMarked
package io.github.proxymtls;

import org.jspecify.annotations.NullMarked;
