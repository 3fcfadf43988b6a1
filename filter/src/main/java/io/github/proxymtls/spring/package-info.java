/** Auto-configuration for Spring Boot. */
@NullMarked
package io.github.proxymtls.spring;

import org.jspecify.annotations.NullMarked;
