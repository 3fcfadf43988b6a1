/** Real proxies, real servlet containers, hostile clients. */
@NullMarked
package io.github.proxymtls.it;

import org.jspecify.annotations.NullMarked;
