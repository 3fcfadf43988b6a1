package io.github.proxymtls.spring;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports every configuration problem in Spring Boot's start-up failure report. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
    String problems =
        cause.problems().stream()
            .map(
                problem ->
                    "[" + problem.code() + "] " + problem.what() + "\n    at  " + problem.where())
            .collect(Collectors.joining("\n\n"));
    String fixes =
        cause.problems().stream()
            .map(ConfigurationFailureAnalyzer::action)
            .distinct()
            .collect(Collectors.joining("\n"));
    return new FailureAnalysis(
        "proxymtls cannot start with its configuration:\n\n" + problems, fixes, cause);
  }

  private static String action(Problem problem) {
    String key = problem.where().split("[, ]", 2)[0];
    return key + ": " + problem.fix();
  }
}
