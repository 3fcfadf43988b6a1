/** The one thing that a request leaves behind: its validated path, or the digest of its refusal. */
@NullMarked
package io.github.proxymtls.internal.cache;

import org.jspecify.annotations.NullMarked;
