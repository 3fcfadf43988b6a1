/** Every proxy, every case, every authentication; and what the proxies write into their headers. */
@NullMarked
package io.github.proxymtls.it.matrix;

import org.jspecify.annotations.NullMarked;
