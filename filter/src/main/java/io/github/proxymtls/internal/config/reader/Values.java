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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of keys by their kind. What is wrong becomes a problem, and then the key reads
 * as if it were not set.
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

  /** The values as a profile reads them: its own where it has some, else the shared ones. */
  Values in(String name) {
    return new Values(settings, problems.in(name), name);
  }

  /** The profile that reads these values; null for the shared ones. */
  @Nullable String profile() {
    return profile;
  }

  /** The name by which the key is read here: the profile's own, or the shared one. */
  String nameOf(Key key) {
    return KeyNames.nameFor(profile, key.name(), name -> given(name, key));
  }

  /** True where the key is given under this profile. */
  boolean hasOwn(Key key) {
    return profile != null && given(KeyNames.under(profile, key.name()), key);
  }

  /** True where something sets the key, or one of its numbers. */
  boolean given(Key key) {
    return given(nameOf(key), key);
  }

  private boolean given(String name, Key key) {
    return settings.get(name) != null
        || settings.keys().stream().anyMatch(other -> isNumberOf(other, name, key));
  }

  /** True where any key of a list is given. */
  boolean anyGiven(Key... keys) {
    return Arrays.stream(keys).anyMatch(this::given);
  }

  /** The text, or null where the key is not set, is empty, and has no default. */
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

  /** One of the key's words. */
  @Nullable String word(Key key) {
    String text = text(key);
    if (text == null || key.words().contains(text)) {
      return text;
    }
    return notOneOf(key, text);
  }

  /** One of the key's words as a constant; the key has a default. */
  <E extends Enum<E>> E choice(Key key, Class<E> type) {
    String word = Objects.requireNonNull(word(key), key.name());
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Some of the key's words, each at most once. */
  List<String> words(Key key) {
    List<String> words = list(key);
    for (String word : words) {
      if (!key.words().contains(word)) {
        notOneOf(key, word);
        return List.of();
      }
    }
    if (new HashSet<>(words).size() < words.size()) {
      invalid(key, "names one of them twice", "name each once");
      return List.of();
    }
    return words;
  }

  /** YAML 1.1, which Spring Boot reads, takes off without quotes for false. */
  private @Nullable String notOneOf(Key key, String text) {
    String quoted =
        text.equals("false") && key.words().contains("off")
            ? "; in YAML write \"off\" in quotes, or it is read as false"
            : "";
    problems.add(
        "invalid-value",
        key.name(),
        EscapedText.inMessage(text) + " is not a value of this key",
        "use "
            + (key.kind() == Key.Kind.WORD ? "one of " : "some of ")
            + String.join(", ", key.words())
            + quoted);
    return key.byDefault();
  }

  /** The members between commas, stripped of blanks; empty where the key is not set. */
  List<String> list(Key key) {
    String text = text(key);
    if (text == null) {
      return List.of();
    }
    List<String> members = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (members.contains("")) {
      invalid(key, "has an empty member", "remove the surplus comma");
      return List.of();
    }
    return members;
  }

  /** The one value, or those under {@code .1}, {@code .2} and so on without a gap. */
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
      conflict(key, "is given with and without numbers", "number every value from .1 on");
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

  /** A file that is one member of a list. */
  @Nullable Resource file(Key key, String member) {
    Setting setting = settings.get(nameOf(key));
    try {
      return Resource.of(nameOf(key), member, setting == null ? null : setting.file());
    } catch (IllegalArgumentException e) {
      invalid(key, String.valueOf(e.getMessage()), "name a path, file: or classpath:");
      return null;
    }
  }

  /** Adds a problem with the value, which is shown unless it is secret. */
  void invalid(Key key, String what, String fix) {
    String shown = key.secret() ? "the value" : EscapedText.inMessage(String.valueOf(text(key)));
    problems.add("invalid-value", key.name(), shown + " " + what, fix);
  }

  /** Adds a problem with a value that may hold a secret, and is not shown. */
  void invalidUnseen(Key key, String what, String fix) {
    problems.add("invalid-value", key.name(), what, fix);
  }

  /** Adds a problem with a key that must be set. */
  void required(Key key, String why, String fix) {
    problems.add("required", key.name(), nameOf(key) + " is not set; " + why, fix);
  }

  /**
   * Adds a problem with a key that does not go with another.
   *
   * @param what goes on after the key's name; may begin with {@code =} and the value
   */
  void conflict(Key key, String what, String fix) {
    String blank = what.startsWith("=") ? "" : " ";
    problems.add("conflict", key.name(), nameOf(key) + blank + what, fix);
  }

  /** Adds a problem with a key that is set and does nothing. */
  void notInForce(Key key, String why, String fix) {
    unused(
        key,
        () ->
            problems.add("not-in-force", key.name(), nameOf(key) + " has no effect: " + why, fix));
  }

  /** Adds a warning about a key that is set and does nothing. */
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

  /** True where the profile makes no use of a key that is shared. */
  boolean leavesIdle(Key key) {
    return idle.containsKey(key);
  }

  /** Reports a shared key that no profile makes use of. */
  void reportIdle(Key key) {
    Runnable report = idle.get(key);
    if (report != null) {
      report.run();
    }
  }

  /** Adds a problem with a dangerous choice that was not confirmed. */
  void insecure(Key key, String what, String fix) {
    problems.add("insecure", key.name(), what, fix);
  }

  void warn(String code, Key key, String what, String fix) {
    problems.warn(code, key.name(), what, fix);
  }
}
