/** The configuration as immutable records. */
@NullMarked
package io.github.proxymtls.internal.config;

import org.jspecify.annotations.NullMarked;
