/** The filter in Spring Boot, which finds it by itself. */
@NullMarked
package io.github.proxymtls.spring;

import org.jspecify.annotations.NullMarked;
