package io.github.proxymtls.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects every problem of a configuration, so that all are reported at once. */
public final class Problems {

  private final Map<String, String> origins;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * @param origins where each key was set, by key
   */
  public Problems(Map<String, String> origins) {
    this.origins = Map.copyOf(origins);
  }

  /** Adds a problem with a key, whose origin is looked up here. */
  public void add(String code, String key, String what, String fix) {
    String origin = origins.get(key);
    problems.add(
        new Problem(
            code, what, origin == null ? key + " (not set)" : key + ", set in " + origin, fix));
  }

  /** The problems so far. */
  public List<Problem> list() {
    return List.copyOf(problems);
  }

  /** Throws if there is any problem. */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
