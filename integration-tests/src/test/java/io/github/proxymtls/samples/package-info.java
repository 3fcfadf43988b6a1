/** The command line as a user meets it. */
@NullMarked
package io.github.proxymtls.samples;

import org.jspecify.annotations.NullMarked;
