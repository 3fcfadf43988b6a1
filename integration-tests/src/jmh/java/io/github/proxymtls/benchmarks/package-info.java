/** Measures the cost of the filter with JMH; see {@code filter/docs/performance.md}. */
@NullMarked
package io.github.proxymtls.benchmarks;

import org.jspecify.annotations.NullMarked;
