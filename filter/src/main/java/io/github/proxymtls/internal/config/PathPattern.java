package io.github.proxymtls.internal.config;

/**
 * A servlet path pattern: exact ({@code /a}), prefix ({@code /a/*}), extension ({@code *.x}), or
 * all ({@code /*}). Matched on servlet path and path info.
 *
 * @param text as configured
 */
public record PathPattern(String text) {

  /** Characters that no decoded path holds which passes the check for ambiguous ones. */
  private static final String NEVER = ";\\%?#";

  /**
   * Checks the text, and what a router may take it for.
   *
   * @throws IllegalArgumentException if it is no servlet pattern, or one that no unambiguous path
   *     can match; the message says why
   */
  public PathPattern {
    check(text);
    check(PathFolding.of(text));
  }

  private static void check(String text) {
    boolean extension = text.startsWith("*.") && text.length() > 2;
    if (!extension && !text.startsWith("/")) {
      throw new IllegalArgumentException("a pattern begins with '/' or with '*.'");
    }
    String rest = extension ? text.substring(2) : fixed(text);
    if (rest.indexOf('*') >= 0 || (extension && rest.indexOf('/') >= 0)) {
      throw new IllegalArgumentException(
          "'*' may stand alone after the last '/' or before '.' only");
    }
    if (rest.chars().anyMatch(c -> NEVER.indexOf(c) >= 0 || Character.isISOControl(c))) {
      throw new IllegalArgumentException("a pattern is a decoded path without ; \\ % ? #");
    }
    if (hasEmptyOrDotSegment(text)) {
      throw new IllegalArgumentException("'//' and the segments '.' and '..' match nothing");
    }
  }

  private static boolean hasEmptyOrDotSegment(String path) {
    String closed = path + "/";
    return path.contains("//") || closed.contains("/./") || closed.contains("/../");
  }

  /** The text without the wildcard. */
  private static String fixed(String text) {
    return text.endsWith("/*") ? text.substring(0, text.length() - 2) : text;
  }

  /** The pattern for folded paths. */
  public PathPattern folded() {
    return new PathPattern(PathFolding.of(text));
  }

  /** True where the pattern has no wildcard. */
  public boolean exact() {
    return text.indexOf('*') < 0;
  }

  /** True where the pattern is {@code *.ext}. */
  public boolean extension() {
    return text.startsWith("*");
  }

  /** Matches as a servlet container would: case counts, an exact pattern matches one path. */
  public boolean matches(String path) {
    if (extension()) {
      return path.endsWith(text.substring(1));
    }
    if (exact()) {
      return path.equals(text);
    }
    String prefix = fixed(text);
    return path.startsWith(prefix) && isBoundary(path, prefix.length());
  }

  /** Matches as {@link #matches} does, but for ASCII case. */
  public boolean matchesInAnyCase(String path) {
    return covers(path) && (!exact() || path.length() == text.length());
  }

  /**
   * Matches with a margin, for patterns that demand something: ASCII case is ignored, and a pattern
   * without a wildcard covers the trailing slash and everything below.
   */
  public boolean covers(String path) {
    if (extension()) {
      int length = text.length() - 1;
      return equal(path, path.length() - length, text, 1, length);
    }
    String base = base();
    return equal(path, 0, base, 0, base.length()) && isBoundary(path, base.length());
  }

  /** True where this pattern covers a path that {@code exclude}, no extension, matches. */
  public boolean overlaps(PathPattern exclude) {
    if (exclude.exact()) {
      return covers(exclude.text);
    }
    return extension() || covers(exclude.base()) || exclude.covers(base());
  }

  /** What comes before the wildcard or the trailing slash. */
  private String base() {
    String fixed = fixed(text);
    return fixed.endsWith("/") ? fixed.substring(0, fixed.length() - 1) : fixed;
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
}
