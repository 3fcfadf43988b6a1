package io.github.proxymtls.internal.header;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The header names that the filter hides from the application: the configured headers, the
 * companion headers and their twins. A twin is a name that becomes a configured name when case is
 * ignored and each character that is not an ASCII letter or digit is replaced by {@code -}.
 * Immutable. A look-up allocates nothing and compares a name only with names of the same length and
 * the same first letter.
 */
public final class ReservedHeaders {

  /** The kind of a header name. If several apply, the last one wins. */
  public enum Match {
    /** Not reserved. */
    UNRELATED(0),
    /** A companion header or its twin. The filter never reads it. */
    COMPANION(1),
    /** The twin of a configured name: {@code X_Client_Cert} for {@code X-Client-Cert}. */
    TWIN(2),
    /** A configured name (case ignored), or a name that begins with an indexed chain's prefix. */
    RESERVED(4);

    private final int bit;

    Match(int bit) {
      this.bit = bit;
    }

    /** Returns the bit of this kind in a set of kinds; unrelated names have none. */
    int bit() {
      return bit;
    }
  }

  /** A reserved name, its own kind, and the kind of its twins. */
  private record Name(String text, Match itself, Match twin) {

    Match match(String other, int from) {
      if (text.equals(other) || other.startsWith(text, from)) {
        return itself;
      }
      if (!same(text, other, from, true)) {
        return Match.UNRELATED;
      }
      return same(text, other, from, false) ? itself : twin;
    }
  }

  private final NameFilter filter;

  /** The names by their length. */
  private final Name[][] byLength;

  /** Prefixes: every name that begins with one is reserved. */
  private final Name[] prefixes;

  /**
   * @param formats the formats in force
   * @param names further names, such as that of the proxy's credential
   */
  public ReservedHeaders(Collection<HeaderFormat> formats, Set<String> names) {
    this(formats, names, Set.of());
  }

  /**
   * @param formats the formats in force
   * @param names further names, such as that of the proxy's credential
   * @param companions the names of companion headers
   */
  public ReservedHeaders(
      Collection<HeaderFormat> formats, Set<String> names, Set<String> companions) {
    List<Name> all = new ArrayList<>();
    List<Name> prefixed = new ArrayList<>();
    names.forEach(name -> all.add(reserved(name)));
    companions.forEach(name -> all.add(new Name(name, Match.COMPANION, Match.COMPANION)));
    for (HeaderFormat format : formats) {
      all.add(reserved(format.certificate()));
      if (format.verify() != null) {
        all.add(reserved(format.verify()));
      }
      if (format.chain() != null) {
        (format.chainPrefix() == null ? all : prefixed).add(reserved(format.chain()));
      }
    }
    this.filter = new NameFilter(texts(all), texts(prefixed));
    this.byLength = byLength(all);
    this.prefixes = prefixed.toArray(Name[]::new);
  }

  private static Name reserved(String name) {
    return new Name(name, Match.RESERVED, Match.TWIN);
  }

  private static List<String> texts(List<Name> names) {
    return names.stream().map(Name::text).toList();
  }

  private static Name[][] byLength(List<Name> names) {
    int longest = names.stream().mapToInt(name -> name.text().length()).max().orElse(0);
    Name[][] byLength = new Name[longest + 1][];
    for (int length = 0; length <= longest; length++) {
      int wanted = length;
      byLength[length] =
          names.stream().filter(name -> name.text().length() == wanted).toArray(Name[]::new);
    }
    return byLength;
  }

  /** Returns the kind of a header name; null is not reserved. */
  public Match match(@Nullable String name) {
    return name == null || !filter.mayHave(name) ? Match.UNRELATED : match(name, 0, name.length());
  }

  /**
   * Returns true if the lines of a {@code Connection} header (RFC 9110 section 7.6.1) list a
   * reserved header. The next hop would remove that header as hop-by-hop.
   */
  public boolean hopByHop(List<String> connection) {
    for (String line : connection) {
      if (lists(line)) {
        return true;
      }
    }
    return false;
  }

  private boolean lists(String line) {
    int from = 0;
    while (from <= line.length()) {
      int comma = line.indexOf(',', from);
      int to = comma < 0 ? line.length() : comma;
      if (matchTrimmed(line, from, to) != Match.UNRELATED) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  private Match matchTrimmed(String line, int from, int to) {
    int begin = from;
    int end = to;
    while (begin < end && line.charAt(begin) <= ' ') {
      begin++;
    }
    while (begin < end && line.charAt(end - 1) <= ' ') {
      end--;
    }
    return match(line, begin, end);
  }

  private Match match(String text, int from, int to) {
    int length = to - from;
    Match best = Match.UNRELATED;
    if (length < byLength.length) {
      for (Name name : byLength[length]) {
        best = later(best, name.match(text, from));
      }
    }
    for (Name prefix : prefixes) {
      if (prefix.text().length() <= length) {
        best = later(best, prefix.match(text, from));
      }
    }
    return best;
  }

  private static Match later(Match one, Match other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static boolean same(String name, String text, int from, boolean twins) {
    for (int i = 0; i < name.length(); i++) {
      if (fold(name.charAt(i), twins) != fold(text.charAt(from + i), twins)) {
        return false;
      }
    }
    return true;
  }

  private static char fold(char c, boolean twins) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c + ('a' - 'A'));
    }
    return twins && !isLetterOrDigit(c) ? '-' : c;
  }

  /** Returns true for the characters of ASCII that a twin has in common with its name. */
  static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
