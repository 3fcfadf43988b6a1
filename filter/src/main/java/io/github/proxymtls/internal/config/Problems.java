package io.github.proxymtls.internal.config;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.text.EscapedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects every problem of a configuration, so that all are reported at once, and every warning:
 * what does not hinder the start but must be said.
 */
public final class Problems {

  private final Map<String, String> origins;
  private final List<Problem> problems;
  private final List<Problem> warnings;
  private final @Nullable String profile;
  private final FileSource files;

  /** Places of which one problem says all that is to be said. */
  private final Set<String> settled;

  /** Knows no origin yet; reading the settings adds them. */
  public Problems() {
    this(Map.of());
  }

  /**
   * @param origins where each key was set, by key
   */
  public Problems(Map<String, String> origins) {
    this(
        new HashMap<>(origins),
        new ArrayList<>(),
        new ArrayList<>(),
        null,
        Resource::read,
        new HashSet<>());
  }

  private Problems(
      Map<String, String> origins,
      List<Problem> problems,
      List<Problem> warnings,
      @Nullable String profile,
      FileSource files,
      Set<String> settled) {
    this.origins = origins;
    this.problems = problems;
    this.warnings = warnings;
    this.profile = profile;
    this.files = files;
    this.settled = settled;
  }

  /**
   * This collector for one profile: a key that is added means the profile's own where that is set,
   * else the shared one. What two profiles find wrong with one shared key is told once.
   *
   * @param name of the profile; null for what belongs to none
   */
  public Problems in(@Nullable String name) {
    return new Problems(origins, problems, warnings, name, files, settled);
  }

  /** An empty collector that knows the same origins: for a reload. */
  public Problems afresh() {
    return new Problems(origins);
  }

  /** This collector for a loader whose files were read before: {@link #read} asks that source. */
  public Problems reading(FileSource source) {
    return new Problems(origins, problems, warnings, profile, source, settled);
  }

  /**
   * The content of a file. Where it cannot be read that is added as a problem, and null returned.
   *
   * @param code of the problem
   */
  public byte @Nullable [] read(Resource file, String code) {
    try {
      return files.read(file);
    } catch (IOException e) {
      add(code, file.key(), file.fault(e), "name a regular file that this process may read");
      return null;
    }
  }

  /** Adds a problem with a key, whose origin is looked up here. */
  public void add(String code, String key, String what, String fix) {
    addOnce(problems, new Problem(code, what, where(key), fix));
  }

  /** Adds a warning about a key, whose origin is looked up here. */
  public void warn(String code, String key, String what, String fix) {
    addOnce(warnings, new Problem(code, what, where(key), fix));
  }

  private static void addOnce(List<Problem> list, Problem problem) {
    if (!list.contains(problem)) {
      list.add(problem);
    }
  }

  /** Adds a problem with something that is no known key. */
  public void addAt(String code, String where, String what, String fix) {
    problems.add(new Problem(code, what, where, fix));
  }

  /** Adds a problem beside which no other one with this key is told. */
  public void addInstead(Problem problem, String key, String origin) {
    problems.add(problem);
    settled.add(EscapedText.message(set(key, origin)));
    settled.add(EscapedText.message(set(KeyNames.withoutNumber(key), origin)));
  }

  private static String set(String key, String origin) {
    return key + ", set in " + origin;
  }

  /** Adds a warning about something that is no known key. */
  public void warnAt(String code, String where, String what, String fix) {
    warnings.add(new Problem(code, what, where, fix));
  }

  /** Remembers where a key was set. */
  public void setIn(String key, String origin) {
    origins.put(key, origin);
  }

  private String where(String key) {
    String name = KeyNames.nameFor(profile, key, read -> origin(read) != null);
    String origin = origin(name);
    return origin == null ? name + " (not set)" : set(name, origin);
  }

  private @Nullable String origin(String key) {
    String origin = origins.get(key);
    return origin == null ? origins.get(key + ".1") : origin;
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
      throw new ConfigurationException(
          problems.stream().filter(problem -> !settled.contains(problem.where())).toList());
    }
  }
}
