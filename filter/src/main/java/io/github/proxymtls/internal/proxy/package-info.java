/** Is the peer an authenticated proxy? Basic, mTLS, address. */
@NullMarked
package io.github.proxymtls.internal.proxy;

import org.jspecify.annotations.NullMarked;
