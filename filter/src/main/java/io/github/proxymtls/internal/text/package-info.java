/** Text for messages and logs, made safe; and the SHA-256 as text. */
@NullMarked
package io.github.proxymtls.internal.text;

import org.jspecify.annotations.NullMarked;
