/** JSON, key sets, thumbprints and confirmations, read strictly (RFC 8259, 7515, 7517, 7800). */
@NullMarked
package io.github.proxymtls.internal.jose;

import org.jspecify.annotations.NullMarked;
