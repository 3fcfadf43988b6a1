package io.github.proxymtls.internal.x509;

import org.jspecify.annotations.Nullable;

/**
 * Checks the preferred name syntax that RFC 5280 section 4.2.1.6 requires. Underscores are allowed
 * as well.
 */
final class DnsNames {

  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  private DnsNames() {}

  /** Returns what is wrong with the name, or null if it is valid. Wildcards are not valid. */
  static @Nullable String flaw(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return "a DNS name of " + name.length() + " characters";
    }
    if (name.indexOf('*') >= 0) {
      return "a wildcard DNS name";
    }
    int start = 0;
    while (start <= name.length()) {
      int dot = name.indexOf('.', start);
      int end = dot < 0 ? name.length() : dot;
      if (!isLabel(name, start, end)) {
        return "a malformed DNS name";
      }
      start = end + 1;
    }
    return null;
  }

  private static boolean isLabel(String name, int start, int end) {
    if (end == start || end - start > MAX_LABEL) {
      return false;
    }
    for (int i = start; i < end; i++) {
      char c = name.charAt(i);
      if (!Ascii.isLetter(c) && !Ascii.isDigit(c) && c != '-' && c != '_') {
        return false;
      }
    }
    return name.charAt(start) != '-' && name.charAt(end - 1) != '-';
  }
}
