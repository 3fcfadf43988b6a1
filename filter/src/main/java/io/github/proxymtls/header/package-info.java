/** Certificates in HTTP headers: presets, encodings and their strict decoders. */
@NullMarked
package io.github.proxymtls.header;

import org.jspecify.annotations.NullMarked;
