package io.github.proxymtls.internal.config;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.text.EscapedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects all problems of a configuration, so that they are reported at once, and all warnings. A
 * warning does not prevent the start.
 */
public final class Problems {

  /** The maximum number of problems. A file of a wrong kind has one in each of its lines. */
  private static final int MOST = 100;

  private static final Problem MORE =
      new Problem(
          "more-problems",
          "more than " + MOST + " problems: the others are left out",
          "the configuration",
          "correct these first, or name the right file");

  private final Map<String, String> origins;
  private final List<Problem> problems;
  private final List<Problem> warnings;
  private final @Nullable String profile;
  private final FileSource files;

  /** Places for which one problem suppresses all others. */
  private final Set<String> settled;

  /** Creates a collector without origins. Reading the settings adds them. */
  public Problems() {
    this(Map.of());
  }

  /**
   * @param origins the place where each key was set, by key
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
   * Returns a view of this collector for one profile. A key denotes the profile's own key if that
   * is set, otherwise the shared one. A problem that two profiles have with one shared key is
   * reported once.
   *
   * @param name the name of the profile; null for none
   */
  public Problems in(@Nullable String name) {
    return new Problems(origins, problems, warnings, name, files, settled);
  }

  /** Returns an empty collector with the same origins, for a reload. */
  public Problems afresh() {
    return new Problems(origins);
  }

  /**
   * Returns a view of this collector whose {@link #read} uses the given source, for files that were
   * read before.
   */
  public Problems reading(FileSource source) {
    return new Problems(origins, problems, warnings, profile, source, settled);
  }

  /**
   * Returns the content of a file. If it cannot be read, adds a problem and returns null.
   *
   * @param code the code of that problem
   */
  public byte @Nullable [] read(Resource file, String code) {
    try {
      return files.read(file);
    } catch (IOException e) {
      add(code, file.key(), file.fault(e), "name a regular file that this process can read");
      return null;
    }
  }

  /** Adds a problem with a key. Looks up the origin of the key. */
  public void add(String code, String key, String what, String fix) {
    addOnce(problems, new Problem(code, what, where(key), fix));
  }

  /** Adds a warning about a key. Looks up the origin of the key. */
  public void warn(String code, String key, String what, String fix) {
    addOnce(warnings, new Problem(code, what, where(key), fix));
  }

  private static void addOnce(List<Problem> list, Problem problem) {
    if (list.size() > MOST || !list.contains(problem)) {
      list.add(problem);
    }
  }

  /** Returns true if {@link #throwIfAny} leaves out a further problem. */
  public boolean isFull() {
    return problems.size() > MOST;
  }

  /** Adds a problem at a place that is not a known key. */
  public void addAt(String code, String where, String what, String fix) {
    problems.add(new Problem(code, what, where, fix));
  }

  /** Adds a problem and suppresses all other problems with the same key. */
  public void addInstead(Problem problem, String key, String origin) {
    problems.add(problem);
    settled.add(EscapedText.message(set(key, origin)));
    settled.add(EscapedText.message(set(KeyNames.withoutNumber(key), origin)));
  }

  private static String set(String key, String origin) {
    return key + ", set in " + origin;
  }

  /** Adds a warning about a place that is not a known key. */
  public void warnAt(String code, String where, String what, String fix) {
    warnings.add(new Problem(code, what, where, fix));
  }

  /** Adds the warnings about content that was read before and has not changed. */
  public void warnAgain(Collection<Problem> earlier) {
    earlier.forEach(warning -> addOnce(warnings, warning));
  }

  /** Records where a key was set. */
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

  /** Returns the problems so far. */
  public List<Problem> list() {
    return List.copyOf(problems);
  }

  /** Returns the warnings so far. */
  public List<Problem> warnings() {
    return List.copyOf(warnings);
  }

  /** Throws an exception with the first hundred problems if there are any. */
  public void throwIfAny() {
    if (problems.isEmpty()) {
      return;
    }
    List<Problem> reported =
        problems.stream().filter(problem -> !settled.contains(problem.where())).toList();
    throw new ConfigurationException(
        reported.size() <= MOST
            ? reported
            : Stream.concat(reported.stream().limit(MOST), Stream.of(MORE)).toList());
  }
}
