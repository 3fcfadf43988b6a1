package io.github.proxymtls.internal.config.reader;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One configuration key. The checks, the defaults, the suggestions and the reference page are all
 * made from it.
 *
 * @param name the whole key
 * @param words the values of {@link Kind#WORD} and {@link Kind#WORDS}; else empty
 * @param byDefault the value in force where the key is not set, or null for none
 * @param otherwise what holds where the key is not set and has no default, for the reference page
 * @param description one line for the reference page
 */
public record Key(
    String name,
    Kind kind,
    List<String> words,
    @Nullable String byDefault,
    String otherwise,
    String description) {

  /** What a value looks like. */
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

  static Key of(String name, Kind kind, String... words) {
    return new Key(PREFIX + name, kind, List.of(words), null, "", "");
  }

  /** With the value that is in force where the key is not set. */
  Key orElse(String value) {
    return new Key(name, kind, words, value, otherwise, description);
  }

  /** With the reference page's word for "not set". */
  Key unset(String text) {
    return new Key(name, kind, words, byDefault, text, description);
  }

  /** With the reference page's line. */
  Key says(String text) {
    return new Key(name, kind, words, byDefault, otherwise, text);
  }

  /** True where the value must not be shown: a hash, or a name that may hold a password. */
  boolean secret() {
    return kind == Kind.SECRET;
  }
}
