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

  /** The request has no proof for this method, or the proof does not match. */
  record Failed(Refusal refusal) implements Check {
    Failed(Reason reason, String detail) {
      this(new Refusal(reason, detail));
    }
  }

  /** The request must be rejected, whatever the other methods say. */
  record Refused(Refusal refusal) implements Check {
    Refused(Reason reason, String detail) {
      this(new Refusal(reason, detail));
    }
  }
}
