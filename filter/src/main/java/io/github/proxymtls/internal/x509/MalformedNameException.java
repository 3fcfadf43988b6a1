package io.github.proxymtls.internal.x509;

/** Thrown if the subject or issuer of a certificate is not a well-formed name. */
public final class MalformedNameException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  MalformedNameException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
