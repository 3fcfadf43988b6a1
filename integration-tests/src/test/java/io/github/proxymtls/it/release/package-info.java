/** What a release holds, tried without publishing it. */
@NullMarked
package io.github.proxymtls.it.release;

import org.jspecify.annotations.NullMarked;
