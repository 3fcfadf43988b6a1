/** The log that the operator reads. */
@NullMarked
package io.github.proxymtls.internal.log;

import org.jspecify.annotations.NullMarked;
