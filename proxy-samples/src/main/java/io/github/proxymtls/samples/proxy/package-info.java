/** The proxies of the samples, started and stopped as the demo and the tests need them. */
@NullMarked
package io.github.proxymtls.samples.proxy;

import org.jspecify.annotations.NullMarked;
