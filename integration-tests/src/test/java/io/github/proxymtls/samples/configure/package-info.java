/** Tests of the generator that need its package-private types. */
@NullMarked
package io.github.proxymtls.samples.configure;

import org.jspecify.annotations.NullMarked;
