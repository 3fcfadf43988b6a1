/** Revocation by OCSP (RFC 6960). */
@NullMarked
package io.github.proxymtls.internal.revocation.ocsp;

import org.jspecify.annotations.NullMarked;
