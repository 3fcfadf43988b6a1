package io.github.proxymtls.internal.config;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The structure of key names. {@code proxymtls.profile.NAME.format} is {@code proxymtls.format} for
 * one profile. A key without a profile is the default for every profile. A number at the end, as in
 * {@code .1}, distinguishes the elements of a list.
 */
public final class KeyNames {

  private static final String PREFIX = "proxymtls.profile.";
  private static final String ROOT = "proxymtls.";

  private static final List<String> GROUPS =
      List.of("proxymtls.header.", "proxymtls.proxy.", "proxymtls.client.");
  private static final Set<String> SINGLE = Set.of("proxymtls.format", "proxymtls.report-only");
  private static final Set<String> SHARED =
      Set.of("proxymtls.client.source", "proxymtls.client.session");

  private static final int LONGEST_NUMBER = 4;

  private KeyNames() {}

  /** Returns true for a key, with or without a number, that can be set per profile. */
  public static boolean covers(String key) {
    return SINGLE.contains(key)
        || (!SHARED.contains(key) && GROUPS.stream().anyMatch(key::startsWith));
  }

  /** Returns true for a valid profile name. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.charAt(0) >= 'a'
        && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }

  /** Returns the profile of a key, even if it is not a valid name; null for a shared key. */
  public static @Nullable String profileOf(String key) {
    int dot = key.startsWith(PREFIX) ? key.indexOf('.', PREFIX.length()) : -1;
    return dot < 0 ? null : key.substring(PREFIX.length(), dot);
  }

  /** Returns the key without its profile; the key itself if it has none. */
  public static String shared(String key) {
    String profile = profileOf(key);
    return profile == null ? key : ROOT + key.substring(PREFIX.length() + profile.length() + 1);
  }

  /** Returns the key for a profile. */
  public static String under(String profile, String key) {
    return PREFIX + profile + "." + key.substring(ROOT.length());
  }

  /**
   * Returns the name under which a profile reads a key: its own if that is set, else the shared one
   * if that is set, else its own.
   *
   * @param profile the profile; null for none
   */
  public static String nameFor(@Nullable String profile, String key, Predicate<String> given) {
    if (profile == null || !covers(key)) {
      return key;
    }
    String own = under(profile, key);
    return given.test(own) || !given.test(key) ? own : key;
  }

  /** Returns a key without the number of a list element. */
  public static String withoutNumber(String key) {
    int dot = key.lastIndexOf('.');
    return dot > 0 && isNumber(key.substring(dot + 1)) ? key.substring(0, dot) : key;
  }

  /** Returns true for the number of a list element: positive, without leading zeros. */
  public static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_NUMBER
        && text.charAt(0) != '0'
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
