package io.github.proxymtls.internal.engine;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The changes that a router may make to a path before it compares it, alone and combined. */
final class RouterFolding {

  private static final List<UnaryOperator<String>> SINGLE =
      List.of(
          path -> mapped(path, Character::toLowerCase),
          path -> mapped(path, Character::toUpperCase),
          path -> path.toLowerCase(Locale.ROOT),
          path -> path.toUpperCase(Locale.ROOT),
          path -> Normalizer.normalize(path, Normalizer.Form.NFKC),
          RouterFolding::withoutFormat,
          RouterFolding::trimmed);

  private RouterFolding() {}

  /** True where one of them makes the path another one. */
  static boolean changes(String path) {
    return SINGLE.stream().anyMatch(folding -> !folding.apply(path).equals(path));
  }

  /** Every two of them in either order, and each alone. */
  static List<UnaryOperator<String>> all() {
    return SINGLE.stream()
        .<UnaryOperator<String>>flatMap(
            first -> SINGLE.stream().map(second -> path -> second.apply(first.apply(path))))
        .toList();
  }

  private static String trimmed(String path) {
    return Arrays.stream(path.split("/", -1)).map(String::strip).collect(Collectors.joining("/"));
  }

  private static String mapped(String path, IntUnaryOperator mapping) {
    return path.codePoints()
        .map(mapping)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String withoutFormat(String path) {
    return path.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
