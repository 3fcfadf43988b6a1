package io.github.proxymtls.internal.header;

/**
 * The limits on header values. Each is applied before the work that it limits.
 *
 * @param headerLength the maximum length of the certificate header's value, in characters
 * @param chainHeaderLength the maximum length of all chain header values together, in characters
 * @param certificateSize the maximum size of one certificate's DER, in octets
 * @param chainCertificates the maximum number of certificates besides the leaf
 */
public record HeaderLimits(
    int headerLength, int chainHeaderLength, int certificateSize, int chainCertificates) {

  /** The default of {@link #headerLength}. */
  public static final int DEFAULT_HEADER_LENGTH = 32 * 1024;

  /** Returns true if the length of the certificate header is not the default. */
  public boolean isOtherHeaderLength() {
    return headerLength != DEFAULT_HEADER_LENGTH;
  }
}
