package io.github.proxymtls.internal.engine;

import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.PathPattern;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the configured patterns require of a decoded path. */
record PathRequirements(
    List<PathPattern> include,
    List<PathPattern> exclude,
    List<PathPattern> clientAuthentication,
    List<PathPattern> protectedResources) {

  /**
   * The requirements in which two paths can differ.
   *
   * @param excluded whether the path is excluded in any ASCII case, which does not make it
   *     ambiguous
   */
  record Requirement(EndpointKind kind, boolean included, boolean excluded) {}

  static PathRequirements of(Configuration configuration) {
    BindingRules binding = configuration.binding();
    return new PathRequirements(
        configuration.include(),
        configuration.exclude(),
        binding.clientAuthentication(),
        binding.protectedResources());
  }

  /** Returns the same requirements for folded paths. */
  PathRequirements folded() {
    return new PathRequirements(
        folded(include), folded(exclude), folded(clientAuthentication), folded(protectedResources));
  }

  private static List<PathPattern> folded(List<PathPattern> patterns) {
    return patterns.stream().map(PathPattern::folded).toList();
  }

  /** Returns every pattern. */
  Stream<PathPattern> patterns() {
    return Stream.of(include, exclude, clientAuthentication, protectedResources)
        .flatMap(List::stream);
  }

  /** Returns the kind of endpoint at a path; null if the path is not covered. */
  @Nullable EndpointKind endpoint(String path) {
    EndpointKind kind = kindOf(path);
    return kind != EndpointKind.PLAIN || (included(path) && !excluded(path)) ? kind : null;
  }

  private EndpointKind kindOf(String path) {
    if (any(clientAuthentication, path)) {
      return EndpointKind.CLIENT_AUTHENTICATION;
    }
    return any(protectedResources, path) ? EndpointKind.PROTECTED_RESOURCE : EndpointKind.PLAIN;
  }

  Requirement determine(String path) {
    EndpointKind kind = kindOf(path);
    return kind == EndpointKind.PLAIN
        ? new Requirement(kind, included(path), excludedInAnyCase(path))
        : new Requirement(kind, true, false);
  }

  private boolean included(String path) {
    return include.isEmpty() || any(include, path);
  }

  private boolean excluded(String path) {
    for (PathPattern pattern : exclude) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    return false;
  }

  private boolean excludedInAnyCase(String path) {
    return exclude.stream().anyMatch(pattern -> pattern.matchesInAnyCase(path));
  }

  private static boolean any(List<PathPattern> patterns, String path) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).covers(path)) {
        return true;
      }
    }
    return false;
  }
}
