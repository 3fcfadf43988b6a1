package io.github.proxymtls.internal.x509;

import org.bouncycastle.asn1.x509.Certificate;

/**
 * A decoded certificate that a peer sent. It is well-formed, and nothing in it has been verified.
 *
 * @param der the octets as received: strict DER without trailing data
 * @param parsed the parsed structure; the key has not been built
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never copied: one per certificate
public record DecodedCertificate(byte[] der, Certificate parsed) {}
