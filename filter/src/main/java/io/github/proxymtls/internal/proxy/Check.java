package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.Reason;

/** What one method says of a request. */
sealed interface Check {

  /** The method is not listed, or no longer makes a difference. */
  enum NotAsked implements Check {
    INSTANCE
  }

  /**
   * The method succeeded.
   *
   * @param name of the proxy by this method
   */
  record Passed(String name) implements Check {}

  /** Nothing to go by, or no match. */
  record Failed(Reason reason, String detail) implements Check {}

  /** The request must be rejected, whatever the other methods say. */
  record Refused(Reason reason, String detail) implements Check {}
}
