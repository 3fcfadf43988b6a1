/** Is the peer an authenticated proxy? */
@NullMarked
package io.github.proxymtls.proxy;

import org.jspecify.annotations.NullMarked;
