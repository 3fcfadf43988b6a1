/** Variants of the samples' proxies; they need package-private types. */
@NullMarked
package io.github.proxymtls.samples.proxy;

import org.jspecify.annotations.NullMarked;
