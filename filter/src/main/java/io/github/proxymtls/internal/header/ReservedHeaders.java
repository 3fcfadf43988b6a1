package io.github.proxymtls.internal.header;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers that belong to this library and their twins: every name that becomes one of them when
 * case is ignored and each character that is not an ASCII letter or digit is read as {@code -}.
 * Companion headers are among them. Immutable; a look-up allocates nothing and compares a name only
 * with those of its own length.
 */
public final class ReservedHeaders {

  /** What a header name is to us; where it is several of these, the last counts. */
  public enum Match {
    /** Somebody else's. */
    FOREIGN,
    /** A companion header or the twin of one. The filter never reads it. */
    COMPANION,
    /** A name that becomes ours: {@code X_Client_Cert} for {@code X-Client-Cert}. */
    TWIN,
    /** A configured name (case ignored), or one that begins with an indexed chain's prefix. */
    RESERVED
  }

  /** A known name, what it is itself, and what a twin of it is. */
  private record Name(String text, Match itself, Match twin) {

    Match match(String other, int from) {
      if (!same(text, other, from, true)) {
        return Match.FOREIGN;
      }
      return same(text, other, from, false) ? itself : twin;
    }
  }

  /** The names of each length. */
  private final Name[][] byLength;

  /** Each stands for every name that begins with it. */
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
    this.byLength = byLength(all);
    this.prefixes = prefixed.toArray(Name[]::new);
  }

  private static Name reserved(String name) {
    return new Name(name, Match.RESERVED, Match.TWIN);
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

  /** What a header name is to us; null is nobody's. */
  public Match match(@Nullable String name) {
    return name == null ? Match.FOREIGN : match(name, 0, name.length());
  }

  /**
   * True where the lines of a {@code Connection} header (RFC 9110 section 7.6.1) name a header of
   * ours or a twin: the next hop would take it for the connection's own and drop it.
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
      if (matchTrimmed(line, from, to) != Match.FOREIGN) {
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
    Match best = Match.FOREIGN;
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
    boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return twins && !letterOrDigit ? '-' : c;
  }
}
