package io.github.proxymtls.samples.demo;

import java.util.function.Predicate;

/**
 * The expected outcome of a step.
 *
 * @param text the text in the table
 */
record Expectation(String text, Predicate<Observation> met) {

  private static final int FIRST_REFUSAL = 400;
  private static final int FIRST_FAILURE = 500;

  /** Expects exactly this status and this client or code. */
  static Expectation of(String text) {
    return new Expectation(text, observation -> observation.text().equals(text));
  }

  /** Expects a rejection by the filter, because the proxy lets the request pass. */
  static Expectation byFilter(String text) {
    return new Expectation(
        text,
        observation -> observation.text().equals(text) && observation.refusedBy().equals("filter"));
  }

  /** Expects a rejection, by the proxy or by the filter. */
  static Expectation refused() {
    return new Expectation("refused", Expectation::isRefusal);
  }

  private static boolean isRefusal(Observation observation) {
    boolean broken = observation.status() == 0;
    return broken
        || (observation.status() >= FIRST_REFUSAL && observation.status() < FIRST_FAILURE);
  }
}
