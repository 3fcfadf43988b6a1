/** Reads the filter's configuration as a tool, from a file of properties or of Spring Boot. */
@NullMarked
package io.github.proxymtls.samples.settings;

import org.jspecify.annotations.NullMarked;
