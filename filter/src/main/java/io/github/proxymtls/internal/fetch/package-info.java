/** Fetches URLs that somebody else wrote: bounded, without redirects, at checked addresses. */
@NullMarked
package io.github.proxymtls.internal.fetch;

import org.jspecify.annotations.NullMarked;
