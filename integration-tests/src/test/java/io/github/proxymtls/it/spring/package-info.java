/** Spring Boot applications behind real proxies, with the filter as the only change to them. */
@NullMarked
package io.github.proxymtls.it.spring;

import org.jspecify.annotations.NullMarked;
