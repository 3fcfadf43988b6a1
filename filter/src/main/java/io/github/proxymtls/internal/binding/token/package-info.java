/** Certificate-bound access tokens: how they are read, verified and introspected. */
@NullMarked
package io.github.proxymtls.internal.binding.token;

import org.jspecify.annotations.NullMarked;
