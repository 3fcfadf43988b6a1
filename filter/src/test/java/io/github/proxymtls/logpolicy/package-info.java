/** The rules for what the tests log: {@link io.github.proxymtls.logpolicy.LogPolicy}. */
@NullMarked
package io.github.proxymtls.logpolicy;

import org.jspecify.annotations.NullMarked;
