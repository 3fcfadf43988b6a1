/** Conformance suites that nobody here wrote, and what it takes to replay them. */
@NullMarked
package io.github.proxymtls.suites;

import org.jspecify.annotations.NullMarked;
