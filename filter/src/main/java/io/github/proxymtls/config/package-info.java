/** Configuration keys, read into immutable records. */
@NullMarked
package io.github.proxymtls.config;

import org.jspecify.annotations.NullMarked;
