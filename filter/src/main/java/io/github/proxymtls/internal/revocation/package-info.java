/** What the revocation of a path needs: CRLs, OCSP, or both. */
@NullMarked
package io.github.proxymtls.internal.revocation;

import org.jspecify.annotations.NullMarked;
