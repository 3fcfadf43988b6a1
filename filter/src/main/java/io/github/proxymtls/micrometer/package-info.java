/** Micrometer metrics. */
@NullMarked
package io.github.proxymtls.micrometer;

import org.jspecify.annotations.NullMarked;
