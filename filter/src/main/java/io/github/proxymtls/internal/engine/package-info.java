/** One request's way: the pipeline, and the snapshot that it uses. */
@NullMarked
package io.github.proxymtls.internal.engine;

import org.jspecify.annotations.NullMarked;
