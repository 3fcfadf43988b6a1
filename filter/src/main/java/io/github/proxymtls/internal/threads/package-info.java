/** The threads of an engine, none of which outlives it. */
@NullMarked
package io.github.proxymtls.internal.threads;

import org.jspecify.annotations.NullMarked;
