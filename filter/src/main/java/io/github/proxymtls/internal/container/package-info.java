/** What the filter finds in its servlet container at the start: limits, listeners, constraints. */
@NullMarked
package io.github.proxymtls.internal.container;

import org.jspecify.annotations.NullMarked;
