/** Tests the command line from a user's view. */
@NullMarked
package io.github.proxymtls.samples;

import org.jspecify.annotations.NullMarked;
