package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;

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

  /**
   * The method did not succeed.
   *
   * @param decides true if the request must be rejected, whatever the other methods say; false if
   *     the request has no proof for this method, or the proof does not match
   */
  record Failed(Refusal refusal, boolean decides) implements Check {
    Failed(Reason reason, String detail) {
      this(new Refusal(reason, detail), false);
    }

    static Failed deciding(Reason reason, String detail) {
      return new Failed(new Refusal(reason, detail), true);
    }
  }
}
