package io.github.proxymtls.internal.binding.registry;

/** The registry returned something that is not a registration; the message says why. */
final class UnusableRegistrationException extends Exception {

  private static final long serialVersionUID = 1L;

  UnusableRegistrationException(String message) {
    super(message);
  }
}
