package io.github.proxymtls.internal.config;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Folds a path to one spelling for all the spellings that a router may take for it: it ignores
 * case, compatibility forms (NFKC), format characters, and blanks around a segment.
 *
 * <p>Two paths that one of these foldings, or several in any order, makes equal have one fold. A
 * fold is never a path to serve; it only shows that a router may find another path than the filter.
 */
public final class PathFolding {

  /** One round can make what the next one folds further; no known text needs so many. */
  private static final int ROUNDS = 8;

  private PathFolding() {}

  /** True for printable ASCII without a blank: its fold differs in ASCII case alone. */
  public static boolean isPlain(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** The fold of a path; that of a fold is itself. */
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
   * What a fold becomes where the router also resolves it: NFKC makes slashes, dots and other
   * delimiters, and without a format character or a blank a segment can be a dot segment.
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

  /** Upper case first, for what has no lower case of one character; then that of each character. */
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
