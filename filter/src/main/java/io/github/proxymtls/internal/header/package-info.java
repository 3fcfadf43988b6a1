/** The formats of the headers, and their decoders. */
@NullMarked
package io.github.proxymtls.internal.header;

import org.jspecify.annotations.NullMarked;
