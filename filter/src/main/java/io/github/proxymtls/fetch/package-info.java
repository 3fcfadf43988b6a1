/**
 * Fetches over HTTP what an operator named, or allowed by its host; within limits, without
 * surprises.
 */
@NullMarked
package io.github.proxymtls.fetch;

import org.jspecify.annotations.NullMarked;
