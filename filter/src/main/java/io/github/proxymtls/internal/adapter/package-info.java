/** What the adapters of this module (servlet and Spring) use of the engine beyond its API. */
@NullMarked
package io.github.proxymtls.internal.adapter;

import org.jspecify.annotations.NullMarked;
