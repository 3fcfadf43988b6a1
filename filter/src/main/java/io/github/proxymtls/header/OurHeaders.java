package io.github.proxymtls.header;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers that belong to this library and their twins: every name that becomes one of them when
 * case is ignored and each character that is not an ASCII letter or digit is read as {@code -}.
 * Immutable; a look-up allocates nothing.
 */
public final class OurHeaders {

  /** What a header name is to us. */
  public enum Match {
    /** Somebody else's. */
    FOREIGN,
    /** A configured name (case ignored), or one that begins with an indexed chain's prefix. */
    OURS,
    /** A name that becomes ours: {@code X_Client_Cert} for {@code X-Client-Cert}. */
    TWIN
  }

  /** A configured name; a prefix stands for every name that begins with it. */
  private record Name(String text, boolean prefix) {

    boolean hasLength(int length) {
      return prefix ? length >= text.length() : length == text.length();
    }
  }

  private final Name[] names;

  /**
   * @param formats the formats in force
   * @param names further names, such as that of the proxy's credential
   */
  public OurHeaders(Collection<HeaderFormat> formats, Set<String> names) {
    List<Name> all = new ArrayList<>();
    names.forEach(name -> all.add(new Name(name, false)));
    for (HeaderFormat format : formats) {
      all.add(new Name(format.certificate(), false));
      if (format.verify() != null) {
        all.add(new Name(format.verify(), false));
      }
      if (format.chain() != null) {
        all.add(new Name(format.chain(), format.chainPrefix() != null));
      }
    }
    this.names = all.toArray(Name[]::new);
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
    Match best = Match.FOREIGN;
    for (Name name : names) {
      if (name.hasLength(to - from) && same(name.text(), text, from, true)) {
        if (same(name.text(), text, from, false)) {
          return Match.OURS;
        }
        best = Match.TWIN;
      }
    }
    return best;
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
