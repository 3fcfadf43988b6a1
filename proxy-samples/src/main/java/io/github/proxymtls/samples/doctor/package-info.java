/** The findings of {@code doctor}: what a value, a request, a certificate or a file means. */
@NullMarked
package io.github.proxymtls.samples.doctor;

import org.jspecify.annotations.NullMarked;
