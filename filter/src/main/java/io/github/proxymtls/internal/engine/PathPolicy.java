package io.github.proxymtls.internal.engine;

import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.PathFolding;
import org.jspecify.annotations.Nullable;

/** Decides which paths are covered, what each requires, and which spellings are ambiguous. */
final class PathPolicy {

  /**
   * The octets that must not be percent-encoded, because containers and frameworks decode them
   * differently.
   */
  private static final String NOT_ENCODED = "./\\%;";

  private final PathRequirements requirements;
  private final PathRequirements foldedRequirements;
  private final boolean strict;
  private final boolean plain;

  PathPolicy(Configuration configuration) {
    requirements = PathRequirements.of(configuration);
    foldedRequirements = requirements.folded();
    strict = requirements.patterns().findAny().isPresent();
    plain = requirements.patterns().allMatch(pattern -> PathFolding.isPlain(pattern.text()));
  }

  /** Returns true if the raw path is ambiguous and the configuration has rules for paths. */
  boolean ambiguous(String rawPath) {
    return strict && (hasAmbiguousCharacter(rawPath) || hasDotSegment(rawPath));
  }

  /**
   * Returns true if a router that ignores case, compatibility forms, format characters or blanks
   * may treat a decoded path as another one with other requirements.
   *
   * <p>A coarser folding matches everything that a finer one matches, so the coarsest is
   * sufficient.
   */
  boolean foldsToAnother(String path) {
    if (!strict || (plain && PathFolding.isPlain(path))) {
      return false;
    }
    PathRequirements.Requirement requirement = requirements.determine(path);
    String fold = PathFolding.of(path);
    return !requirement.equals(foldedRequirements.determine(fold))
        || !requirement.equals(foldedRequirements.determine(PathFolding.resolved(fold)));
  }

  /** Returns the kind of endpoint at a decoded path; null if the path is not covered. */
  @Nullable EndpointKind endpoint(String path) {
    return requirements.endpoint(path);
  }

  private static boolean hasAmbiguousCharacter(String path) {
    char previous = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c < ' ' || c == 0x7f || c == ';' || c == '\\' || (c == '/' && previous == '/')) {
        return true;
      }
      if (c == '%' && ambiguousEscape(path, i)) {
        return true;
      }
      previous = c;
    }
    return false;
  }

  private static boolean ambiguousEscape(String path, int percent) {
    if (percent + 2 >= path.length()) {
      return true;
    }
    int high = Character.digit(path.charAt(percent + 1), 16);
    int low = Character.digit(path.charAt(percent + 2), 16);
    if (high < 0 || low < 0) {
      return true;
    }
    int octet = high << 4 | low;
    return octet < ' ' || octet == 0x7f || NOT_ENCODED.indexOf(octet) >= 0;
  }

  private static boolean hasDotSegment(String path) {
    for (int i = path.indexOf("/."); i >= 0; i = path.indexOf("/.", i + 1)) {
      String rest = path.substring(i + 2, Math.min(path.length(), i + 4));
      if (rest.isEmpty() || rest.startsWith("/") || rest.equals(".") || rest.equals("./")) {
        return true;
      }
    }
    return false;
  }
}
