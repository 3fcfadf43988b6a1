/** The servlet filter: facts in, the wrapped request or the rejection out. */
@NullMarked
package io.github.proxymtls.servlet;

import org.jspecify.annotations.NullMarked;
