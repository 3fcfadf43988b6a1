package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.KeyNames;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.Key.Kind;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All configuration keys. */
public final class Keys {

  /** The keys in the order of the reference page. */
  public static final List<Key> ALL =
      Stream.of(
              HeaderKeys.ALL,
              ProxyKeys.ALL,
              ClientKeys.ALL,
              RevocationKeys.ALL,
              BindingKeys.ALL,
              LimitKeys.ALL,
              ProfileKeys.ALL)
          .flatMap(List::stream)
          .toList();

  private static final Map<String, Key> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Key::name, Function.identity()));

  private static final Map<String, FileKind> FILE_KINDS =
      Stream.of(FileKind.values())
          .collect(Collectors.toUnmodifiableMap(FileKind::key, Function.identity()));

  private static final String ENVIRONMENT_PREFIX = "PROXYMTLS_";
  private static final String PROFILE_ENVIRONMENT_PREFIX = "PROXYMTLS_PROFILE_";
  private static final String OWN_WORD = "proxymtls";

  /**
   * The prefixes of profile keys, as a property or an environment variable, and common
   * misspellings.
   */
  private static final List<String> PROFILE_PREFIXES =
      List.of(
          "proxymtls.profile.", "proxymtls.profiles.", "proxymtls-profile-", "proxymtls-profiles-");

  private static final int SHORTEST_ABBREVIATION = 3;
  private static final String RENAMED = "this key of an earlier version has another name";

  private Keys() {}

  /** Returns true if a name is a key, with or without a profile and a number. */
  static boolean known(String name) {
    String profile = KeyNames.profileOf(name);
    if (profile == null) {
      return knownShared(name);
    }
    String shared = KeyNames.shared(name);
    return KeyNames.isName(profile) && KeyNames.covers(shared) && knownShared(shared);
  }

  /**
   * Returns the kind of file that a key names, with or without a profile; null if it names no file.
   */
  static @Nullable FileKind fileKind(String name) {
    return FILE_KINDS.get(KeyNames.shared(name));
  }

  /** Returns true if a name is a key without a profile. */
  static boolean knownShared(String name) {
    if (BY_NAME.containsKey(name)) {
      return true;
    }
    int dot = name.lastIndexOf('.');
    Key base = dot < 0 ? null : BY_NAME.get(name.substring(0, dot));
    return base != null
        && base.kind() == Kind.NUMBERED
        && KeyNames.isNumber(name.substring(dot + 1));
  }

  /**
   * Returns true if a name begins with the library's prefix in any spelling: {@code
   * Proxymtls_format}.
   */
  static boolean hasLibraryPrefix(String name) {
    return name.regionMatches(true, 0, OWN_WORD, 0, OWN_WORD.length())
        && (name.length() == OWN_WORD.length()
            || !Character.isLetterOrDigit(name.charAt(OWN_WORD.length())));
  }

  /** Returns true if a name resembles one of the library's keys: {@code proxymlts.format}. */
  static boolean resemblesLibraryKey(String name) {
    int dot = name.indexOf('.');
    return hasLibraryPrefix(name)
        || (dot > 0 && dot < 16 && EditDistance.of(lower(name.substring(0, dot)), OWN_WORD) <= 2);
  }

  /** Returns the key that an environment variable sets, or null. */
  public static @Nullable String ofEnvironment(String variable) {
    if (!variable.startsWith(PROFILE_ENVIRONMENT_PREFIX)) {
      return ofSharedEnvironment(variable);
    }
    int end = variable.indexOf('_', PROFILE_ENVIRONMENT_PREFIX.length());
    if (end < 0) {
      return null;
    }
    String profile = variable.substring(PROFILE_ENVIRONMENT_PREFIX.length(), end);
    String key = ofSharedEnvironment(ENVIRONMENT_PREFIX + variable.substring(end + 1));
    return key != null && isUpperCaseName(profile) ? KeyNames.under(lower(profile), key) : null;
  }

  private static boolean isUpperCaseName(String profile) {
    return profile.equals(profile.toUpperCase(Locale.ROOT)) && KeyNames.isName(lower(profile));
  }

  private static @Nullable String ofSharedEnvironment(String variable) {
    for (Key key : ALL) {
      String own = environmentName(key.name());
      if (variable.equals(own)) {
        return key.name();
      }
      if (key.kind() == Kind.NUMBERED
          && variable.startsWith(own + "_")
          && KeyNames.isNumber(variable.substring(own.length() + 1))) {
        return key.name() + "." + variable.substring(own.length() + 1);
      }
    }
    return null;
  }

  /** Returns true if the name of an environment variable begins with the library's prefix. */
  static boolean hasEnvironmentPrefix(String variable) {
    return variable.regionMatches(true, 0, ENVIRONMENT_PREFIX, 0, ENVIRONMENT_PREFIX.length());
  }

  /** Returns the environment variable of a key. */
  static String environmentName(String key) {
    StringBuilder name = new StringBuilder(key.length());
    for (char c : key.toUpperCase(Locale.ROOT).toCharArray()) {
      name.append((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_');
    }
    return name.toString();
  }

  /**
   * Reports a name that is no key. Does not look for a similar key if the problem would be left
   * out.
   */
  static void refuseUnknown(String name, String where, Problems problems) {
    String renamed = BindingKeys.RENAMED.get(name);
    if (renamed != null) {
      problems.addAt("renamed-key", where, RENAMED, "set " + renamed + " instead");
    } else if (!problems.isFull()) {
      String near = nearest(name);
      problems.addAt(
          "unknown-key",
          where,
          "nothing reads this key",
          near == null ? "remove it" : "did you mean " + near + "?");
    }
  }

  /**
   * Warns of an environment variable that begins with the library's prefix but sets no key. That of
   * a renamed key is a problem, because no platform injects it.
   */
  static void warnOfVariable(String variable, Problems problems) {
    String where = EscapedText.inMessage(variable) + ", an environment variable";
    for (Map.Entry<String, String> renamed : BindingKeys.RENAMED.entrySet()) {
      if (variable.equalsIgnoreCase(environmentName(renamed.getKey()))) {
        String fix = "set " + environmentName(renamed.getValue()) + " instead";
        problems.addAt("renamed-key", where, RENAMED, fix);
        return;
      }
    }
    String near = nearest(variable);
    problems.warnAt(
        "unknown-key",
        where,
        "nothing reads this environment variable",
        near == null
            ? "remove it if it was intended for proxymtls"
            : "did you mean " + environmentName(near) + "?");
  }

  /** Returns the key that is most similar to a name, or null if none is similar enough. */
  static @Nullable String nearest(String name) {
    String spelled = lower(name.length() > 100 ? name.substring(0, 100) : name).replace('_', '-');
    for (String prefix : PROFILE_PREFIXES) {
      char separator = prefix.charAt(prefix.length() - 1);
      int end = spelled.startsWith(prefix) ? spelled.indexOf(separator, prefix.length()) : -1;
      if (end >= 0 && KeyNames.isName(spelled.substring(prefix.length(), end))) {
        return nearest(spelled.substring(prefix.length(), end), spelled.substring(end + 1));
      }
    }
    return nearest(spelled, key -> true);
  }

  private static @Nullable String nearest(String profile, String spelled) {
    String near = nearest(OWN_WORD + "." + spelled, KeyNames::covers);
    return near == null ? null : KeyNames.under(profile, near);
  }

  private static @Nullable String nearest(String spelled, Predicate<String> among) {
    List<String> names = ALL.stream().map(Key::name).filter(among).toList();
    return names.stream()
        .filter(known -> isAbbreviated(known, spelled))
        .min(Comparator.comparing(String::length))
        .orElseGet(() -> nearest(spelled, names));
  }

  /**
   * Returns true if one name abbreviates the other, such as {@code header.cert} and {@code
   * header.certificate}.
   */
  private static boolean isAbbreviated(String known, String spelled) {
    int start = spelled.lastIndexOf('.') + 1;
    return spelled.length() - start >= SHORTEST_ABBREVIATION
        && known.startsWith(spelled)
        && known.indexOf('.', start) < 0;
  }

  private static @Nullable String nearest(String spelled, List<String> names) {
    return names.stream()
        .map(known -> Map.entry(known, EditDistance.of(spelled, known)))
        .filter(near -> near.getValue() <= near.getKey().length() / 3)
        .min(Comparator.comparing(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
