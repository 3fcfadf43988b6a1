/** The trust decision: path validation, leaf rules, and the matching of names. */
@NullMarked
package io.github.proxymtls.trust;

import org.jspecify.annotations.NullMarked;
