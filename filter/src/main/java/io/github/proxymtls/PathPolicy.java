package io.github.proxymtls;

import io.github.proxymtls.config.BindingRules;
import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.config.PathPattern;
import java.util.List;

/** Which paths are covered, what each must prove, and which spellings no two readers agree on. */
final class PathPolicy {

  /**
   * What an escape must not stand for: an octet that containers and frameworks read differently.
   */
  private static final String NOT_ENCODED = "./\\%;";

  private final List<PathPattern> include;
  private final List<PathPattern> exclude;
  private final BindingRules binding;
  private final boolean strict;

  PathPolicy(Configuration configuration) {
    include = configuration.include();
    exclude = configuration.exclude();
    binding = configuration.binding();
    strict =
        !include.isEmpty()
            || !exclude.isEmpty()
            || !binding.clientAuthentication().isEmpty()
            || !binding.protectedResources().isEmpty();
  }

  /** True where the raw path has more than one reading and the configuration tells paths apart. */
  boolean ambiguous(String rawPath) {
    return strict && (hasAmbiguousCharacter(rawPath) || hasDotSegment(rawPath));
  }

  boolean covers(String path) {
    if (kindOf(path) != PathKind.PLAIN) {
      return true;
    }
    return (include.isEmpty() || any(include, path)) && !excluded(path);
  }

  PathKind kindOf(String path) {
    if (any(binding.clientAuthentication(), path)) {
      return PathKind.CLIENT_AUTHENTICATION;
    }
    return any(binding.protectedResources(), path) ? PathKind.PROTECTED_RESOURCE : PathKind.PLAIN;
  }

  private boolean excluded(String path) {
    for (PathPattern pattern : exclude) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean any(List<PathPattern> patterns, String path) {
    for (PathPattern pattern : patterns) {
      if (pattern.covers(path)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasAmbiguousCharacter(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c < ' ' || c == 0x7f || c == ';' || c == '\\') {
        return true;
      }
      if (c == '/' && i > 0 && path.charAt(i - 1) == '/') {
        return true;
      }
      if (c == '%' && ambiguousEscape(path, i)) {
        return true;
      }
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
