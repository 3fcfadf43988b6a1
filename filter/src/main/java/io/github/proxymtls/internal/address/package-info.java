/** IP addresses as literals, without a resolver. */
@NullMarked
package io.github.proxymtls.internal.address;

import org.jspecify.annotations.NullMarked;
