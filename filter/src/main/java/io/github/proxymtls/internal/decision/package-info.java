/** The implementations of {@link io.github.proxymtls.Decision}. */
@NullMarked
package io.github.proxymtls.internal.decision;

import org.jspecify.annotations.NullMarked;
