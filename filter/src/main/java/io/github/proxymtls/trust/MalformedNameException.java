package io.github.proxymtls.trust;

/** A certificate's subject or issuer cannot be read as a name. */
final class MalformedNameException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  MalformedNameException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
