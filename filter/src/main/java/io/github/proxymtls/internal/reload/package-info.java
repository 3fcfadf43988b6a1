/** Reads the configured files, and replaces everything loaded from them when they change. */
@NullMarked
package io.github.proxymtls.internal.reload;

import org.jspecify.annotations.NullMarked;
