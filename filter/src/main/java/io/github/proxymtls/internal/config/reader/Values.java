package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.KeyNames;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.reader.Settings.Setting;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of keys by their kind. An invalid value adds a problem, and the key is then
 * treated as not set.
 */
final class Values {

  private final Settings settings;
  private final Problems problems;
  private final @Nullable String profile;
  private final Map<Key, Runnable> idle = new HashMap<>();

  Values(Settings settings, Problems problems) {
    this(settings, problems, null);
  }

  private Values(Settings settings, Problems problems, @Nullable String profile) {
    this.settings = settings;
    this.problems = problems;
    this.profile = profile;
  }

  /** Returns the values of a profile: its own if set, otherwise the shared ones. */
  Values in(String name) {
    return new Values(settings, problems.in(name), name);
  }

  /** Returns the profile of these values; null for the shared ones. */
  @Nullable String profile() {
    return profile;
  }

  /** Returns the name under which the key is read: the profile's own or the shared one. */
  String nameOf(Key key) {
    return KeyNames.nameFor(profile, key.name(), name -> given(name, key));
  }

  /** Returns true if the key is set for this profile. */
  boolean hasOwn(Key key) {
    return profile != null && given(KeyNames.under(profile, key.name()), key);
  }

  /** Returns true if the key, or one of its numbered keys, is set. */
  boolean given(Key key) {
    return given(nameOf(key), key);
  }

  private boolean given(String name, Key key) {
    return settings.get(name) != null
        || settings.keys().stream().anyMatch(other -> isNumberOf(other, name, key));
  }

  /** Returns true if any of the keys is set. */
  boolean anyGiven(Key... keys) {
    return Arrays.stream(keys).anyMatch(this::given);
  }

  /** Returns the text or the default; null if the key is not set or empty and has no default. */
  @Nullable String text(Key key) {
    Setting setting = settings.get(nameOf(key));
    return setting == null || setting.value().isEmpty() ? key.byDefault() : setting.value();
  }

  boolean flag(Key key) {
    String text = text(key);
    if (text == null || text.equals("true") || text.equals("false")) {
      return "true".equals(text);
    }
    invalid(key, "is neither true nor false", "write true or false");
    return "true".equals(key.byDefault());
  }

  /** Reads one of the key's words. */
  @Nullable String word(Key key) {
    String text = text(key);
    if (text == null || key.words().contains(text)) {
      return text;
    }
    return notOneOf(key, text);
  }

  /** Reads one of the key's words as an enum constant. The key has a default. */
  <E extends Enum<E>> E choice(Key key, Class<E> type) {
    String word = Objects.requireNonNull(word(key), key.name());
    return Key.constant(type, word).orElseThrow();
  }

  /** Reads the key's word, and returns true if it is that of a constant. The key has a default. */
  <E extends Enum<E>> boolean isChosen(Key key, E constant) {
    return choice(key, constant.getDeclaringClass()) == constant;
  }

  /** Reads a list of the key's words, each at most once. */
  List<String> words(Key key) {
    List<String> words = list(key);
    for (String word : words) {
      if (!key.words().contains(word)) {
        notOneOf(key, word);
        return List.of();
      }
    }
    if (new HashSet<>(words).size() < words.size()) {
      invalid(key, "contains a value twice", "write each value once");
      return List.of();
    }
    return words;
  }

  /**
   * Reports an invalid word. YAML 1.1, which Spring Boot reads, interprets {@code off} and {@code
   * on} without quotes as booleans.
   */
  private @Nullable String notOneOf(Key key, String text) {
    problems.add(
        "invalid-value",
        key.name(),
        EscapedText.inMessage(text) + " is not a value of this key",
        "use "
            + (key.kind() == Key.Kind.WORD ? "one of " : "some of ")
            + String.join(", ", key.words())
            + unquoted(key, text));
    return key.byDefault();
  }

  private static String unquoted(Key key, String text) {
    String word = text.equals("false") ? "off" : "on";
    return (text.equals("false") || text.equals("true")) && key.words().contains(word)
        ? "; in YAML write \"" + word + "\" in quotes, because YAML reads " + word + " as " + text
        : "";
  }

  /**
   * Returns the elements between commas, without surrounding whitespace; empty if the key is not
   * set.
   */
  List<String> list(Key key) {
    String text = text(key);
    if (text == null) {
      return List.of();
    }
    List<String> members = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (members.contains("")) {
      invalid(key, "has an empty element", "remove the extra comma");
      return List.of();
    }
    return members;
  }

  /** Returns the value, or the values of {@code .1}, {@code .2} and so on, without a gap. */
  List<String> numbered(Key key) {
    String single = text(key);
    String base = nameOf(key);
    List<String> values = new ArrayList<>();
    Setting next = settings.get(base + ".1");
    while (next != null) {
      values.add(next.value());
      next = settings.get(base + "." + (values.size() + 1));
    }
    settings.keys().stream()
        .filter(name -> isNumberOf(name, base, key) && number(name, base) > values.size())
        .forEach(name -> gap(base, name, values.size() + 1));
    if (single == null) {
      return List.copyOf(values);
    }
    if (!values.isEmpty()) {
      conflict(key, "is set with and without numbers", "number every value, from .1 on");
    }
    return List.of(single);
  }

  private void gap(String base, String name, int missing) {
    problems.add(
        "list-gap",
        name,
        "the numbers have a gap: " + base + "." + missing + " is not set",
        "number the values .1, .2, .3 and so on");
  }

  private static boolean isNumberOf(String name, String base, Key key) {
    return key.kind() == Key.Kind.NUMBERED && name.startsWith(base + ".");
  }

  private static int number(String name, String base) {
    return Integer.parseInt(name, base.length() + 1, name.length(), 10);
  }

  @Nullable Resource file(Key key) {
    Setting setting = settings.get(nameOf(key));
    return setting == null || setting.value().isEmpty() ? null : file(key, setting.value());
  }

  /** Parses a file that is one element of a list. */
  @Nullable Resource file(Key key, String member) {
    Setting setting = settings.get(nameOf(key));
    try {
      return Resource.of(nameOf(key), member, setting == null ? null : setting.file());
    } catch (IllegalArgumentException e) {
      invalid(key, String.valueOf(e.getMessage()), "set a path, a file: URL or a classpath: entry");
      return null;
    }
  }

  /** Adds a problem with the value. The message contains the value unless it is secret. */
  void invalid(Key key, String what, String fix) {
    String shown = key.secret() ? "the value" : EscapedText.inMessage(String.valueOf(text(key)));
    problems.add("invalid-value", key.name(), shown + " " + what, fix);
  }

  /**
   * Adds a problem with a value that may contain a secret. The message does not contain the value.
   */
  void invalidUnseen(Key key, String what, String fix) {
    problems.add("invalid-value", key.name(), what, fix);
  }

  /** Adds a problem with a required key that is not set. */
  void required(Key key, String why, String fix) {
    problems.add("required", key.name(), nameOf(key) + " is not set; " + why, fix);
  }

  /**
   * Adds a problem with a key that conflicts with another.
   *
   * @param what the rest of the message after the key's name; may begin with {@code =} and the
   *     value
   */
  void conflict(Key key, String what, String fix) {
    String blank = what.startsWith("=") ? "" : " ";
    problems.add("conflict", key.name(), nameOf(key) + blank + what, fix);
  }

  /** Adds a problem with a key that is set but has no effect. */
  void notInForce(Key key, String why, String fix) {
    unused(
        key,
        () ->
            problems.add(
                "not-in-force",
                key.name(),
                nameOf(key) + " has no effect: " + why,
                fix + settings.howToRemove()));
  }

  /** Adds a warning about a key that is set but has no effect. */
  void warnNotInForce(Key key, String why, String fix) {
    unused(key, () -> warn("not-in-force", key, nameOf(key) + " has no effect: " + why, fix));
  }

  private void unused(Key key, Runnable report) {
    if (!given(key)) {
      return;
    }
    if (profile == null || hasOwn(key)) {
      report.run();
    } else {
      idle.putIfAbsent(key, report);
    }
  }

  /** Returns true if the profile does not use a shared key. */
  boolean leavesIdle(Key key) {
    return idle.containsKey(key);
  }

  /** Reports a shared key that no profile uses. */
  void reportIdle(Key key) {
    Runnable report = idle.get(key);
    if (report != null) {
      report.run();
    }
  }

  /** Adds a problem with an insecure choice that was not confirmed. */
  void insecure(Key key, String what, String fix) {
    problems.add("insecure", key.name(), what, fix);
  }

  void warn(String code, Key key, String what, String fix) {
    problems.warn(code, key.name(), what, fix);
  }
}
