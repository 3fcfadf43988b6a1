/** Fixtures: certificates made on the spot. */
@NullMarked
package io.github.proxymtls.testing;

import org.jspecify.annotations.NullMarked;
