package io.github.proxymtls.internal.x509;

import org.bouncycastle.asn1.x509.Certificate;

/**
 * A certificate that somebody claims to hold: well-formed, and nothing more is known.
 *
 * @param der the octets as received; strict DER, nothing trailing
 * @param parsed the same as a structure, no key built
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never copied: one per certificate
public record DecodedCertificate(byte[] der, Certificate parsed) {}
