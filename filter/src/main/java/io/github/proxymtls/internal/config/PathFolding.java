package io.github.proxymtls.internal.config;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Maps all spellings of a path that a router may treat as equal to one spelling. Folding ignores
 * case, compatibility forms (NFKC), format characters, and whitespace around a segment.
 *
 * <p>Two paths have the same fold if one of these foldings, or several in any order, makes them
 * equal. A fold is never used to serve a request. It only shows that a router may see another path
 * than the filter.
 */
public final class PathFolding {

  /** The result of one round may be folded further by the next. No known text needs this many. */
  private static final int ROUNDS = 8;

  private PathFolding() {}

  /** Returns true for printable ASCII without whitespace, whose fold differs in ASCII case only. */
  public static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** Returns the fold of a path. Folding is idempotent. */
  public static String of(String path) {
    String folded = path;
    for (int round = 0; round < ROUNDS; round++) {
      String before = folded;
      folded = folded(before);
      if (folded.equals(before)) {
        break;
      }
    }
    return trimmed(folded);
  }

  /**
   * Returns the path that a router may resolve from a fold. NFKC can produce slashes, dots and
   * other delimiters, and removing format characters or whitespace can leave a dot segment.
   */
  public static String resolved(String fold) {
    String path = before("?", before("#", fold)).replace('\\', '/');
    Deque<String> segments = new ArrayDeque<>();
    boolean open = true;
    for (String raw : path.split("/", -1)) {
      String segment = trimmedSegment(before(";", raw));
      open = segment.isEmpty() || segment.equals(".") || segment.equals("..");
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!open) {
        segments.addLast(segment);
      }
    }
    return "/" + String.join("/", segments) + (open && !segments.isEmpty() ? "/" : "");
  }

  private static String before(String delimiter, String text) {
    int at = text.indexOf(delimiter);
    return at < 0 ? text : text.substring(0, at);
  }

  /**
   * Converts to upper case first, for text whose lower case has several characters, then each
   * character to lower case.
   */
  private static String folded(String path) {
    String upper = nfkc(withoutFormat(path)).toUpperCase(Locale.ROOT);
    StringBuilder lower = new StringBuilder(upper.length());
    nfkc(upper).codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }

  private static String nfkc(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFKC);
  }

  private static String withoutFormat(String path) {
    StringBuilder rest = new StringBuilder(path.length());
    path.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(rest::appendCodePoint);
    return rest.toString();
  }

  private static String trimmed(String path) {
    StringBuilder trimmed = new StringBuilder(path.length());
    for (String segment : path.split("/", -1)) {
      trimmed.append('/').append(trimmedSegment(segment));
    }
    return trimmed.substring(1);
  }

  private static String trimmedSegment(String segment) {
    int begin = 0;
    int end = segment.length();
    while (begin < end && isBlank(segment.charAt(begin))) {
      begin++;
    }
    while (end > begin && isBlank(segment.charAt(end - 1))) {
      end--;
    }
    return segment.substring(begin, end);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }
}
