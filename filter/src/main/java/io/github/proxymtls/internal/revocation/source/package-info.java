/** What a source of revocation status, such as CRLs or OCSP, implements and answers. */
@NullMarked
package io.github.proxymtls.internal.revocation.source;

import org.jspecify.annotations.NullMarked;
