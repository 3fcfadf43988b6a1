/** The runnable jar: the demo, the reference server and the command-line tools. */
@NullMarked
package io.github.proxymtls.samples;

import org.jspecify.annotations.NullMarked;
