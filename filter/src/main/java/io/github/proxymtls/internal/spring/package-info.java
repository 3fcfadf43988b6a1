/** Reads Spring's environment, for the auto-configuration and for tools. */
@NullMarked
package io.github.proxymtls.internal.spring;

import org.jspecify.annotations.NullMarked;
