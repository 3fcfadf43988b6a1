/** What the generator reads, beside the code that reads it. */
@NullMarked
package io.github.proxymtls.samples.configure;

import org.jspecify.annotations.NullMarked;
