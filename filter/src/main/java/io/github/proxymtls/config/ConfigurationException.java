package io.github.proxymtls.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; holds every problem, not just the first. */
public final class ConfigurationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ConfigurationException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(
                Collectors.joining(
                    "\n",
                    "proxymtls cannot start, "
                        + problems.size()
                        + (problems.size() == 1 ? " problem:\n" : " problems:\n"),
                    "")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem, in the order found. */
  public List<Problem> problems() {
    return problems;
  }
}
