package io.github.proxymtls;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration cannot be used. The message lists every problem: what is wrong, where it was
 * set, and how to correct it.
 */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Problem[] problems;

  public ConfigurationException(List<Problem> problems) {
    super(message(problems));
    this.problems = problems.toArray(Problem[]::new);
  }

  /** Returns every problem, in the order in which it was found. */
  public List<Problem> problems() {
    return List.of(problems);
  }

  private static String message(List<Problem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream()
        .map(Problem::toString)
        .collect(
            Collectors.joining(
                "\n\n", "proxymtls cannot start, " + count + " with its configuration:\n\n", "\n"));
  }
}
