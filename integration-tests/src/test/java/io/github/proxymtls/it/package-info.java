/** Real proxies, real servlet containers, malicious clients. */
@NullMarked
package io.github.proxymtls.it;

import org.jspecify.annotations.NullMarked;
