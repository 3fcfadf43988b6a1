/** Text that others wrote, made safe for messages and log lines. */
@NullMarked
package io.github.proxymtls.internal.text;

import org.jspecify.annotations.NullMarked;
