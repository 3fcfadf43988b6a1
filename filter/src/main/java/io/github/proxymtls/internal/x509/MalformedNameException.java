package io.github.proxymtls.internal.x509;

/** A certificate's subject or issuer cannot be read as a name. */
public final class MalformedNameException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  MalformedNameException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
