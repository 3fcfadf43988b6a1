package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.KeyNames;
import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A key in a spelling that Spring's relaxed binding allows.
 *
 * @param key the documented name, with its profile and without a number
 * @param kind the kind of that key
 * @param number the number of a list element, from 1; 0 without a number
 * @param bracketed true for {@code [0]}, false for {@code .1}
 */
record RelaxedName(String key, Kind kind, int number, boolean bracketed) {

  private static final Map<String, Key> BY_UNIFORM_NAME =
      Keys.ALL.stream()
          .collect(Collectors.toUnmodifiableMap(key -> uniform(key.name()), Function.identity()));

  private static final Pattern BRACKETED = Pattern.compile("(.+)\\[(0|[1-9][0-9]{0,2})]");
  private static final Pattern NUMBERED = Pattern.compile("(.+)\\.([1-9][0-9]{0,3})");

  /** Parses the name of a property; null if it is not a key. */
  static @Nullable RelaxedName of(String name) {
    RelaxedName plain = withNumber(name, 0, false);
    if (plain != null) {
      return plain;
    }
    Matcher bracketed = BRACKETED.matcher(name);
    if (bracketed.matches()) {
      return withNumber(bracketed.group(1), 1 + Integer.parseInt(bracketed.group(2)), true);
    }
    Matcher numbered = NUMBERED.matcher(name);
    return numbered.matches()
        ? withNumber(numbered.group(1), Integer.parseInt(numbered.group(2)), false)
        : null;
  }

  /**
   * Parses the name of an environment variable, in which {@code _} replaces a hyphen or the hyphen
   * is left out; null if it is not a key.
   */
  static @Nullable RelaxedName ofVariable(String name) {
    String known = Keys.ofEnvironment(name.toUpperCase(Locale.ROOT));
    return of(known == null ? name.replace('_', '.') : known);
  }

  private static @Nullable RelaxedName withNumber(String name, int number, boolean bracketed) {
    String uniform = uniform(name);
    String profile = KeyNames.profileOf(uniform);
    Key key = BY_UNIFORM_NAME.get(KeyNames.shared(uniform));
    if (key == null || (number > 0 && !isList(key.kind(), bracketed))) {
      return null;
    }
    String full = profile == null ? key.name() : KeyNames.under(profile, key.name());
    return new RelaxedName(full, key.kind(), number, bracketed);
  }

  private static boolean isList(Kind kind, boolean bracketed) {
    return switch (kind) {
      case NUMBERED -> true;
      case LIST, WORDS, PATTERNS -> bracketed;
      default -> false;
    };
  }

  /** Returns the form that all spellings of a name share. */
  private static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
