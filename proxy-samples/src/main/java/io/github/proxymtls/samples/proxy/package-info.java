/** Starts and stops the proxies of the samples for the demo and the tests. */
@NullMarked
package io.github.proxymtls.samples.proxy;

import org.jspecify.annotations.NullMarked;
