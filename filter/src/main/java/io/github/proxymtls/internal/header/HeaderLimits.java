package io.github.proxymtls.internal.header;

/**
 * The limits on what a header may hold, each applied before the work that it limits.
 *
 * @param headerLength characters of the certificate header's value
 * @param chainHeaderLength characters of all chain header values together
 * @param certificateSize octets of one certificate's DER
 * @param chainCertificates certificates besides the leaf
 */
public record HeaderLimits(
    int headerLength, int chainHeaderLength, int certificateSize, int chainCertificates) {}
