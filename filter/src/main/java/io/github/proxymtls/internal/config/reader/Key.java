package io.github.proxymtls.internal.config.reader;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One configuration key. Validation, defaults, suggestions and the reference page use it.
 *
 * @param name the full name of the key
 * @param words the allowed values for {@link Kind#WORD} and {@link Kind#WORDS}; otherwise empty
 * @param byDefault the default value, or null for none
 * @param otherwise the effect of an unset key without a default, for the reference page
 * @param description the description on the reference page
 */
public record Key(
    String name,
    Kind kind,
    List<String> words,
    @Nullable String byDefault,
    String otherwise,
    String description) {

  /** The type of a value. */
  public enum Kind {
    BOOLEAN("`true` or `false`"),
    WORD("one of"),
    WORDS("list of"),
    TEXT("text"),
    SECRET("text, never shown"),
    LIST("list"),
    NUMBERED("one value, or one each under `.1`, `.2`, …"),
    PATTERNS("list of path patterns"),
    HEADER("header name"),
    FILE("file"),
    URL("URL"),
    DURATION("duration"),
    SIZE("size"),
    COUNT("number");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  private static final String PREFIX = "proxymtls.";

  /** Every key has its own name. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key key && name.equals(key.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  static Key of(String name, Kind kind, String... words) {
    return new Key(PREFIX + name, kind, List.of(words), null, "", "");
  }

  /** Creates a key whose values are the words of an enum's constants. */
  static Key choice(String name, Class<? extends Enum<?>> type) {
    return of(name, Kind.WORD, words(type).toArray(String[]::new));
  }

  /** Returns the words of an enum's constants. */
  static Stream<String> words(Class<? extends Enum<?>> type) {
    return Stream.of(type.getEnumConstants()).map(Key::word);
  }

  /** Returns the word by which the configuration names a constant. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the constant that a word names, or empty. */
  static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
    return Stream.of(type.getEnumConstants()).filter(one -> word(one).equals(word)).findFirst();
  }

  /** Returns a copy with a default value. */
  Key orElse(Enum<?> value) {
    return orElse(word(value));
  }

  /** Returns a copy with a default value. */
  Key orElse(String value) {
    return new Key(name, kind, words, value, otherwise, description);
  }

  /** Returns a copy with the effect of an unset key. */
  Key unset(String text) {
    return new Key(name, kind, words, byDefault, text, description);
  }

  /** Returns a copy with a description. */
  Key description(String text) {
    return new Key(name, kind, words, byDefault, otherwise, text);
  }

  /**
   * Returns true if messages must not contain the value: a hash, or a user name that may contain a
   * password.
   */
  boolean secret() {
    return kind == Kind.SECRET;
  }
}
