/** Third-party conformance suites and the code that runs them. */
@NullMarked
package io.github.proxymtls.suites;

import org.jspecify.annotations.NullMarked;
