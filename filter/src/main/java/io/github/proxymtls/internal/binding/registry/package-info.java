/** The registered OAuth clients: from a file, a database or the application (RFC 7591). */
@NullMarked
package io.github.proxymtls.internal.binding.registry;

import org.jspecify.annotations.NullMarked;
