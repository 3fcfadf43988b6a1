package io.github.proxymtls.config;

import java.util.Locale;

/**
 * A servlet path pattern: exact ({@code /a}), prefix ({@code /a/*}), extension ({@code *.x}), or
 * all ({@code /*}). Matched on servlet path and path info.
 *
 * @param text as configured
 */
public record PathPattern(String text) {

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if it is no servlet pattern; the message says why
   */
  public PathPattern {
    boolean extension = text.startsWith("*.") && text.length() > 2;
    if (!extension && !text.startsWith("/")) {
      throw new IllegalArgumentException("a pattern begins with '/' or with '*.'");
    }
    String rest =
        extension
            ? text.substring(2)
            : text.endsWith("/*") ? text.substring(0, text.length() - 2) : text;
    if (rest.indexOf('*') >= 0 || (extension && rest.indexOf('/') >= 0)) {
      throw new IllegalArgumentException(
          "'*' may stand alone after the last '/' or before '.' only");
    }
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
    return exact() ? path.equals(text) : below(path, text.substring(0, text.length() - 2));
  }

  /**
   * Matches with a margin, for patterns that demand something: ASCII case is ignored, and a pattern
   * without a wildcard covers the trailing slash and everything below.
   */
  public boolean covers(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    String pattern = text.toLowerCase(Locale.ROOT);
    if (extension()) {
      return lower.endsWith(pattern.substring(1));
    }
    String prefix = exact() ? pattern : pattern.substring(0, pattern.length() - 2);
    return below(
        lower,
        prefix.length() > 1 && prefix.endsWith("/")
            ? prefix.substring(0, prefix.length() - 1)
            : prefix);
  }

  private static boolean below(String path, String prefix) {
    return path.startsWith(prefix)
        && (path.length() == prefix.length()
            || prefix.equals("/")
            || path.charAt(prefix.length()) == '/');
  }
}
