package io.github.proxymtls;

import org.jspecify.annotations.Nullable;

/**
 * The client certificate that a request presented, for the log: whether it was accepted is the
 * {@link Decision}. Its names come from the client, so escape them before you log them. Only this
 * library creates instances.
 */
public interface PresentedCertificate {

  /**
   * Returns the subject as the configuration wants it (RFC 4514, most specific RDN first); null if
   * the certificate was rejected shortly before and was not decoded again.
   */
  @Nullable String subject();

  /**
   * Returns the serial number in lower-case hexadecimal without leading zeros; null where the
   * subject is.
   */
  @Nullable String serial();

  /** Returns the SHA-256 thumbprint, base64url without padding (RFC 8705 section 3.1). */
  String thumbprint();

  /** Returns where the certificate came from. */
  ClientIdentity.Source source();
}
