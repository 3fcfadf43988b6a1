/** Meters, for applications that have Micrometer. */
@NullMarked
package io.github.proxymtls.micrometer;

import org.jspecify.annotations.NullMarked;
