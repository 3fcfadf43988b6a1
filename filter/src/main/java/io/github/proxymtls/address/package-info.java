/** IP addresses, read from literals. */
@NullMarked
package io.github.proxymtls.address;

import org.jspecify.annotations.NullMarked;
