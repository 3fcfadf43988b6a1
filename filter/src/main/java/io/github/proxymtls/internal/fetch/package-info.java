/** HTTP clients with time and size limits, without redirects, and with checked addresses. */
@NullMarked
package io.github.proxymtls.internal.fetch;

import org.jspecify.annotations.NullMarked;
