/**
 * Certificates and names: the parsed certificate, DER, distinguished and alternative names, key
 * usage, algorithms.
 */
@NullMarked
package io.github.proxymtls.internal.x509;

import org.jspecify.annotations.NullMarked;
