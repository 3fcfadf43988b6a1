package io.github.proxymtls.internal.binding;

import java.util.HexFormat;

/**
 * Searches a query that belongs to the application for a parameter. The search is deliberately
 * broad: it finds every name that some container could decode to the parameter, and ignores
 * malformed segments.
 */
final class QueryNames {

  private QueryNames() {}

  /** Returns true if a segment, split at {@code &} or {@code ;}, has the name after decoding. */
  static boolean contains(String query, String name) {
    int start = 0;
    for (int at = 0; at <= query.length(); at++) {
      boolean ends = at == query.length() || query.charAt(at) == '&' || query.charAt(at) == ';';
      if (!ends) {
        continue;
      }
      if (isNamed(query, start, at, name)) {
        return true;
      }
      start = at + 1;
    }
    return false;
  }

  private static boolean isNamed(String query, int start, int end, String name) {
    int at = start;
    for (int i = 0; i < name.length(); i++) {
      if (at >= end) {
        return false;
      }
      char c = query.charAt(at);
      boolean escaped = c == '%' && isEscape(query, at, end);
      int read = escaped ? HexFormat.fromHexDigits(query, at + 1, at + 3) : c;
      if (read != name.charAt(i)) {
        return false;
      }
      at += escaped ? 3 : 1;
    }
    return at == end || query.charAt(at) == '=';
  }

  private static boolean isEscape(String query, int at, int end) {
    return at + 2 < end
        && HexFormat.isHexDigit(query.charAt(at + 1))
        && HexFormat.isHexDigit(query.charAt(at + 2));
  }
}
