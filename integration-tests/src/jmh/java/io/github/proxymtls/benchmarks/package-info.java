/** Measures what the filter costs, by JMH: {@code filter/docs/performance.md}. */
@NullMarked
package io.github.proxymtls.benchmarks;

import org.jspecify.annotations.NullMarked;
