package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.Reason;

/** The result of one authentication method for a request. */
sealed interface Check {

  /** The method is not listed, or its result makes no difference. */
  enum NotAsked implements Check {
    INSTANCE
  }

  /**
   * The method succeeded.
   *
   * @param name the proxy's name by this method
   */
  record Passed(String name) implements Check {}

  /** The request has no proof for this method, or the proof does not match. */
  record Failed(Reason reason, String detail) implements Check {}

  /** The request must be rejected, whatever the other methods say. */
  record Refused(Reason reason, String detail) implements Check {}
}
