package io.github.proxymtls.internal.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what a rule says about the paths of the last requests: most requests have one of a few
 * paths. The rule depends on nothing but the path. A path whose place another one has taken is
 * decided again.
 */
final class PathMemory<V extends @Nullable Object> {

  private static final int PLACES = 64;
  private static final int LONGEST = 128;

  private record Known<V extends @Nullable Object>(String path, V value) {}

  private final AtomicReferenceArray<@Nullable Known<V>> places =
      new AtomicReferenceArray<>(PLACES);
  private final Function<String, V> rule;

  PathMemory(Function<String, V> rule) {
    this.rule = rule;
  }

  V of(String path) {
    int length = path.length();
    if (length == 0 || length > LONGEST) {
      return rule.apply(path);
    }
    int place = (length + 31 * path.charAt(length / 2) + path.charAt(length - 1)) & (PLACES - 1);
    Known<V> known = places.get(place);
    if (known == null || !known.path.equals(path)) {
      known = new Known<>(path, rule.apply(path));
      places.set(place, known);
    }
    return known.value;
  }
}
