/** The demo: steps of honest and hostile clients, and what became of them. */
@NullMarked
package io.github.proxymtls.samples.demo;

import org.jspecify.annotations.NullMarked;
