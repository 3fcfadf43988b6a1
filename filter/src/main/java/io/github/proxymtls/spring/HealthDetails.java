package io.github.proxymtls.spring;

import io.github.proxymtls.Health;
import io.github.proxymtls.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The details of a health indicator: the problems of the engine, as its log lines name them. */
final class HealthDetails {

  private HealthDetails() {}

  /** Returns an empty map if there is no problem. */
  static Map<String, List<Map<String, String>>> of(Health health) {
    return health.problems().isEmpty()
        ? Map.of()
        : Map.of("problems", health.problems().stream().map(HealthDetails::of).toList());
  }

  private static Map<String, String> of(Problem problem) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("code", problem.code());
    members.put("what", problem.what());
    members.put("where", problem.where());
    members.put("fix", problem.fix());
    return members;
  }
}
