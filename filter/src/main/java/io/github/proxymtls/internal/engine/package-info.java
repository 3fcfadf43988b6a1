/** One request's way: the pipeline, the snapshot that it uses, reloading and the caches. */
@NullMarked
package io.github.proxymtls.internal.engine;

import org.jspecify.annotations.NullMarked;
