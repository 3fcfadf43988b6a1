/** Authenticates the proxy by Basic credentials, mutual TLS or its address. */
@NullMarked
package io.github.proxymtls.internal.proxy;

import org.jspecify.annotations.NullMarked;
