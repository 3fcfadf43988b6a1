/** Revocation checking of a path by CRLs, OCSP or both. */
@NullMarked
package io.github.proxymtls.internal.revocation;

import org.jspecify.annotations.NullMarked;
