package io.github.proxymtls.samples.demo;

import java.util.function.Predicate;

/**
 * What a step shall end in.
 *
 * @param text as the table shows it
 */
record Expectation(String text, Predicate<Observation> met) {

  private static final int FIRST_REFUSAL = 400;
  private static final int FIRST_FAILURE = 500;

  /** This very status and recognition. */
  static Expectation of(String text) {
    return new Expectation(text, observation -> observation.text().equals(text));
  }

  /** A refusal of the filter, whatever the proxy lets through. */
  static Expectation byFilter(String text) {
    return new Expectation(
        text,
        observation -> observation.text().equals(text) && observation.refusedBy().equals("filter"));
  }

  /** A refusal, of the proxy's or of the filter's. */
  static Expectation refused() {
    return new Expectation("refused", Expectation::isRefusal);
  }

  private static boolean isRefusal(Observation observation) {
    boolean broken = observation.status() == 0;
    return broken
        || (observation.status() >= FIRST_REFUSAL && observation.status() < FIRST_FAILURE);
  }
}
