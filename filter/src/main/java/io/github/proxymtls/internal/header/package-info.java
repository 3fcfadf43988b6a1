/** The formats of the certificate headers and their readers. */
@NullMarked
package io.github.proxymtls.internal.header;

import org.jspecify.annotations.NullMarked;
