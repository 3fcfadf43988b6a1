/** Variations of the samples' proxies, beside the code that starts those. */
@NullMarked
package io.github.proxymtls.samples.proxy;

import org.jspecify.annotations.NullMarked;
