/**
 * The matrix: every proxy, every case, every authentication. Also captures what the proxies write
 * into their headers.
 */
@NullMarked
package io.github.proxymtls.it.matrix;

import org.jspecify.annotations.NullMarked;
