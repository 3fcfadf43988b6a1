package io.github.proxymtls.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects every problem of a configuration, so that all are reported at once, and every warning:
 * what does not hinder the start but must be said.
 */
public final class Problems {

  private final Map<String, String> origins;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  /** Knows no origin yet; {@link Settings#read} tells where each key was set. */
  public Problems() {
    this(Map.of());
  }

  /**
   * @param origins where each key was set, by key
   */
  public Problems(Map<String, String> origins) {
    this.origins = new HashMap<>(origins);
  }

  /** An empty collector that knows the same origins: for a reload. */
  public Problems afresh() {
    return new Problems(origins);
  }

  /** Adds a problem with a key, whose origin is looked up here. */
  public void add(String code, String key, String what, String fix) {
    problems.add(new Problem(code, what, where(key), fix));
  }

  /** Adds a warning about a key, whose origin is looked up here. */
  public void warn(String code, String key, String what, String fix) {
    warnings.add(new Problem(code, what, where(key), fix));
  }

  /** Adds a problem with something that is no known key. */
  void addAt(String code, String where, String what, String fix) {
    problems.add(new Problem(code, what, where, fix));
  }

  /** Adds a warning about something that is no known key. */
  void warnAt(String code, String where, String what, String fix) {
    warnings.add(new Problem(code, what, where, fix));
  }

  /** Remembers where a key was set. */
  void setIn(String key, String origin) {
    origins.put(key, origin);
  }

  private String where(String key) {
    String origin = origins.getOrDefault(key, origins.get(key + ".1"));
    return origin == null ? key + " (not set)" : key + ", set in " + origin;
  }

  /** The problems so far. */
  public List<Problem> list() {
    return List.copyOf(problems);
  }

  /** The warnings so far. */
  public List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  /** Throws if there is any problem. */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}
