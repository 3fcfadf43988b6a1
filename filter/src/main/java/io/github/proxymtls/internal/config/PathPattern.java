package io.github.proxymtls.internal.config;

import org.jspecify.annotations.Nullable;

/**
 * A servlet path pattern: exact ({@code /a}), prefix ({@code /a/*}), extension ({@code *.x}), or
 * all ({@code /*}). It is matched against the servlet path and path info.
 */
public final class PathPattern {

  /** Characters that a decoded, unambiguous path never contains. */
  private static final String NEVER = ";\\%?#";

  private final String text;

  /** The text without the wildcard. */
  private final String fixed;

  /** The text before the wildcard or the trailing slash. */
  private final String base;

  /**
   * Validates the text and its folded form.
   *
   * @param text the pattern as configured
   * @throws IllegalArgumentException if the text is not a servlet pattern, or no unambiguous path
   *     can match it; the message gives the reason
   */
  public PathPattern(String text) {
    check(text);
    check(PathFolding.of(text));
    this.text = text;
    this.fixed = fixed(text);
    this.base = fixed.endsWith("/") ? fixed.substring(0, fixed.length() - 1) : fixed;
  }

  /** Returns the pattern as configured. */
  public String text() {
    return text;
  }

  private static void check(String text) {
    boolean extension = text.startsWith("*.") && text.length() > 2;
    if (!extension && !text.startsWith("/")) {
      throw new IllegalArgumentException("a pattern must begin with '/' or '*.'");
    }
    String rest = extension ? text.substring(2) : fixed(text);
    if (rest.indexOf('*') >= 0 || (extension && rest.indexOf('/') >= 0)) {
      throw new IllegalArgumentException(
          "'*' is allowed only after the last '/' or before '.' at the start");
    }
    if (rest.chars().anyMatch(c -> NEVER.indexOf(c) >= 0 || Character.isISOControl(c))) {
      throw new IllegalArgumentException("a pattern must be a decoded path without ; \\ % ? #");
    }
    if (hasEmptyOrDotSegment(text)) {
      throw new IllegalArgumentException(
          "a pattern must not contain '//' or the segments '.' and '..'");
    }
  }

  private static boolean hasEmptyOrDotSegment(String path) {
    String closed = path + "/";
    return path.contains("//") || closed.contains("/./") || closed.contains("/../");
  }

  /** Returns the text without the wildcard. */
  private static String fixed(String text) {
    return text.endsWith("/*") ? text.substring(0, text.length() - 2) : text;
  }

  /** Returns the pattern for folded paths. */
  public PathPattern folded() {
    return new PathPattern(PathFolding.of(text));
  }

  /** Returns true if the pattern has no wildcard. */
  public boolean exact() {
    return text.indexOf('*') < 0;
  }

  /** Returns true if the pattern is {@code *.ext}. */
  public boolean extension() {
    return text.charAt(0) == '*';
  }

  /** Matches like a servlet container: case-sensitive, and an exact pattern matches one path. */
  public boolean matches(String path) {
    if (extension()) {
      return path.endsWith(text.substring(1));
    }
    if (exact()) {
      return path.equals(text);
    }
    return path.startsWith(fixed) && isBoundary(path, fixed.length());
  }

  /** Matches like {@link #matches}, but ignores ASCII case. */
  public boolean matchesInAnyCase(String path) {
    return covers(path) && (!exact() || path.length() == text.length());
  }

  /**
   * Matches more paths than {@link #matches}, for patterns that add requirements: ignores ASCII
   * case, and a pattern without a wildcard also covers the trailing slash and all paths below.
   */
  public boolean covers(String path) {
    if (extension()) {
      int length = text.length() - 1;
      return equal(path, path.length() - length, text, 1, length);
    }
    return (path.startsWith(base) || equal(path, 0, base, 0, base.length()))
        && isBoundary(path, base.length());
  }

  /**
   * Returns true if this pattern covers a path that {@code exclude}, which is not an extension
   * pattern, matches.
   */
  public boolean overlaps(PathPattern exclude) {
    if (exclude.exact()) {
      return covers(exclude.text);
    }
    return extension() || covers(exclude.base) || exclude.covers(base);
  }

  private static boolean isBoundary(String path, int end) {
    return path.length() == end || path.charAt(end) == '/';
  }

  private static boolean equal(String a, int fromA, String b, int fromB, int length) {
    if (fromA < 0 || a.length() - fromA < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (lower(a.charAt(fromA + i)) != lower(b.charAt(fromB + i))) {
        return false;
      }
    }
    return true;
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PathPattern that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
