/** Reads keys from their sources into the records of the configuration. */
@NullMarked
package io.github.proxymtls.internal.config.reader;

import org.jspecify.annotations.NullMarked;
