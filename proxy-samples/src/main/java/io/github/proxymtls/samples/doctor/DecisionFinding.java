package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.Decision;
import java.util.function.UnaryOperator;

/** Says what the filter decides. */
final class DecisionFinding {

  /** The topic of what the filter decides on the request itself. */
  static final String DECISION = "decision";

  private DecisionFinding() {}

  /**
   * Returns the finding about a decision.
   *
   * @param shown hides the secrets of a detail
   */
  static Finding of(String topic, Decision decision, UnaryOperator<String> shown) {
    if (decision instanceof Decision.Accepted accepted) {
      return Finding.ok(topic, "accepted")
          .with("client", accepted.client().clientId() == null ? null : "authenticated")
          .with("principal", accepted.client().principal());
    }
    if (decision instanceof Decision.Rejected rejected) {
      String code = rejected.reason().code();
      return Finding.problem(topic, code + ": " + shown.apply(rejected.detail()))
          .with("status", String.valueOf(rejected.reason().answer(rejected.endpoint()).status()))
          .with("see", "filter/docs/reasons.md#" + code);
    }
    return Finding.note(topic, "anonymous: no certificate");
  }
}
