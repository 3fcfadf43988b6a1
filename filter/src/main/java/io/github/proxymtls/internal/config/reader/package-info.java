/** From keys and their sources to the records of the configuration. */
@NullMarked
package io.github.proxymtls.internal.config.reader;

import org.jspecify.annotations.NullMarked;
