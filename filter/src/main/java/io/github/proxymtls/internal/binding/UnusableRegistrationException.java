package io.github.proxymtls.internal.binding;

/** The registry has something for the client that is no registration; the message says what. */
final class UnusableRegistrationException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableRegistrationException(String message) {
    super(message);
  }
}
