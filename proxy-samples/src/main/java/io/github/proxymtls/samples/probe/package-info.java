/** Examines a live deployment from outside. */
@NullMarked
package io.github.proxymtls.samples.probe;

import org.jspecify.annotations.NullMarked;
