/** Writes a proxy's configuration that matches the filter's properties. */
@NullMarked
package io.github.proxymtls.samples.configure;

import org.jspecify.annotations.NullMarked;
