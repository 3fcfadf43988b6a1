/** Revocation by CRLs (RFC 5280 sections 5 and 6.3). */
@NullMarked
package io.github.proxymtls.internal.revocation.crl;

import org.jspecify.annotations.NullMarked;
