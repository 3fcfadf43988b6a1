package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The headers that the filter hides from the application without reading them.
 *
 * @param named the companion headers of the preset
 * @param hidden the headers of {@code proxymtls.header.hide}
 * @param pass true if the application sees the preset's companion headers when an authenticated
 *     proxy sends them
 */
public record CompanionHeaders(List<String> named, List<String> hidden, boolean pass) {

  public static final CompanionHeaders NONE = new CompanionHeaders(List.of(), List.of(), false);

  public CompanionHeaders {
    named = List.copyOf(named);
    hidden = List.copyOf(hidden);
  }

  /** Returns all companion headers, passed or not. */
  public Set<String> all() {
    Set<String> all = new LinkedHashSet<>(named);
    all.addAll(hidden);
    return all;
  }

  /** Returns the headers that the application sees when an authenticated proxy sends them. */
  public List<String> passed() {
    ReservedHeaders always = new ReservedHeaders(List.of(), Set.copyOf(hidden));
    return pass
        ? named.stream()
            .filter(name -> always.match(name) == ReservedHeaders.Match.UNRELATED)
            .toList()
        : List.of();
  }
}
