/**
 * The implementations of {@link io.github.proxymtls.Decision}, except that of an accepted client,
 * which only the binding creates.
 */
@NullMarked
package io.github.proxymtls.internal.decision;

import org.jspecify.annotations.NullMarked;
