/** Tests of the documentation that no single class owns. */
@NullMarked
package io.github.proxymtls.docs;

import org.jspecify.annotations.NullMarked;
