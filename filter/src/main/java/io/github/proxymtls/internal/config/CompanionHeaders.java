package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Headers that the filter does not read, and that the application must not see.
 *
 * @param named those of the preset
 * @param hidden {@code proxymtls.header.hide}
 * @param pass true where the application sees those of the preset that an authenticated proxy sends
 */
public record CompanionHeaders(List<String> named, List<String> hidden, boolean pass) {

  public static final CompanionHeaders NONE = new CompanionHeaders(List.of(), List.of(), false);

  public CompanionHeaders {
    named = List.copyOf(named);
    hidden = List.copyOf(hidden);
  }

  /** All of them. */
  public Set<String> all() {
    Set<String> all = new LinkedHashSet<>(named);
    all.addAll(hidden);
    return all;
  }

  /** Those that the application sees where an authenticated proxy sends them. */
  public List<String> passed() {
    ReservedHeaders always = new ReservedHeaders(List.of(), Set.copyOf(hidden));
    return pass
        ? named.stream()
            .filter(name -> always.match(name) == ReservedHeaders.Match.FOREIGN)
            .toList()
        : List.of();
  }
}
