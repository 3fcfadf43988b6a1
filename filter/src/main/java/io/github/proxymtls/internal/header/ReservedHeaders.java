package io.github.proxymtls.internal.header;

import io.github.proxymtls.RequestFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The header names that the filter hides from the application: the configured headers, the
 * companion headers and their twins. A twin is a name that becomes a configured name when case is
 * ignored and each character that is not an ASCII letter or digit is replaced by {@code -}.
 * Immutable.
 */
public final class ReservedHeaders {

  /** The kind of a header name. If several apply, the last one wins. */
  public enum Match {
    /** Not reserved. */
    UNRELATED,
    /** A companion header or its twin. The filter never reads it. */
    COMPANION,
    /** The twin of a configured name: {@code X_Client_Cert} for {@code X-Client-Cert}. */
    TWIN,
    /** A configured name (case ignored), or a name that begins with an indexed chain's prefix. */
    RESERVED
  }

  /** Twins are equal in this order. */
  private static final Comparator<String> TWINS = ReservedHeaders::compare;

  /** The configured names among the twins of a name; empty for a companion header. */
  private final Map<String, List<String>> names = new TreeMap<>(TWINS);

  /** Every name that begins with one is reserved. */
  private final List<String> prefixes = new ArrayList<>();

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
    companions.forEach(name -> this.names.put(name, List.of()));
    names.forEach(this::add);
    for (HeaderFormat format : formats) {
      add(format.certificate());
      add(format.verify());
      if (format.chainPrefix() == null) {
        add(format.chain());
      } else {
        prefixes.add(format.chainPrefix());
      }
    }
  }

  private void add(@Nullable String name) {
    if (name != null) {
      List<String> twins = new ArrayList<>(names.getOrDefault(name, List.of()));
      twins.add(name);
      names.put(name, twins);
    }
  }

  /** Returns the kind of a header name; null is not reserved. */
  public Match match(@Nullable String name) {
    if (name == null) {
      return Match.UNRELATED;
    }
    List<String> twins = names.get(name);
    Match best = twins == null ? Match.UNRELATED : match(name, twins);
    for (String prefix : prefixes) {
      String begin = name.substring(0, Math.min(name.length(), prefix.length()));
      if (best != Match.RESERVED && compare(prefix, begin) == 0) {
        best = match(begin, List.of(prefix));
      }
    }
    return best;
  }

  private static Match match(String name, List<String> twins) {
    for (String twin : twins) {
      if (twin.equalsIgnoreCase(name)) {
        return Match.RESERVED;
      }
    }
    return twins.isEmpty() ? Match.COMPANION : Match.TWIN;
  }

  /** Finds the headers of a request that concern the filter. Reads each header name once. */
  public FoundHeaders find(RequestFacts request) {
    FoundHeaders found = new FoundHeaders(request);
    for (String name : request.headerNames()) {
      found.add(name, match(name));
    }
    return found;
  }

  /**
   * Returns true if the lines of a {@code Connection} header (RFC 9110 section 7.6.1) list a
   * reserved header. The next hop would remove that header as hop-by-hop.
   */
  boolean hopByHop(List<String> connection) {
    for (String line : connection) {
      for (String name : line.split(",", -1)) {
        if (match(name.trim()) != Match.UNRELATED) {
          return true;
        }
      }
    }
    return false;
  }

  private static int compare(String one, String other) {
    int difference = one.length() - other.length();
    for (int i = 0; i < one.length() && difference == 0; i++) {
      difference = fold(one.charAt(i)) - fold(other.charAt(i));
    }
    return difference;
  }

  private static char fold(char c) {
    if (c >= 'A' && c <= 'Z') {
      return (char) (c + ('a' - 'A'));
    }
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
  }
}
