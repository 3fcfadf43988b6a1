/** The threads of an engine. All of them end with it. */
@NullMarked
package io.github.proxymtls.internal.threads;

import org.jspecify.annotations.NullMarked;
