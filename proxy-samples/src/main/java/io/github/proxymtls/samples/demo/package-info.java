/** The demo: steps of genuine and malicious clients and their outcomes. */
@NullMarked
package io.github.proxymtls.samples.demo;

import org.jspecify.annotations.NullMarked;
