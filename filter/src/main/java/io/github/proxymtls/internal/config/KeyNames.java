package io.github.proxymtls.internal.config;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the names of keys are composed. {@code proxymtls.profile.NAME.format} is {@code
 * proxymtls.format} for one profile; a key that is not under a profile is the default of every
 * profile. A number at the end, as in {@code .1}, tells the members of a list apart.
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

  /** True for a key, with or without a number, that each profile may have for itself. */
  public static boolean covers(String key) {
    return SINGLE.contains(key)
        || (!SHARED.contains(key) && GROUPS.stream().anyMatch(key::startsWith));
  }

  /** True for what may be a profile's name. */
  public static boolean isName(String text) {
    return !text.isEmpty()
        && text.charAt(0) >= 'a'
        && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }

  /** The profile that a key is under, fit to be a name or not; null for a shared key. */
  public static @Nullable String profileOf(String key) {
    int dot = key.startsWith(PREFIX) ? key.indexOf('.', PREFIX.length()) : -1;
    return dot < 0 ? null : key.substring(PREFIX.length(), dot);
  }

  /** The key without its profile; the key itself where it is under none. */
  public static String shared(String key) {
    String profile = profileOf(key);
    return profile == null ? key : ROOT + key.substring(PREFIX.length() + profile.length() + 1);
  }

  /** The key under a profile. */
  public static String under(String profile, String key) {
    return PREFIX + profile + "." + key.substring(ROOT.length());
  }

  /**
   * The name by which a profile reads a key: its own where that is given, else the shared one where
   * that is given, else its own.
   *
   * @param profile null where there are no profiles, and for what belongs to none of them
   */
  public static String nameFor(@Nullable String profile, String key, Predicate<String> given) {
    if (profile == null || !covers(key)) {
      return key;
    }
    String own = under(profile, key);
    return given.test(own) || !given.test(key) ? own : key;
  }

  /** A key without the number of a list's member. */
  public static String withoutNumber(String key) {
    int dot = key.lastIndexOf('.');
    return dot > 0 && isNumber(key.substring(dot + 1)) ? key.substring(0, dot) : key;
  }

  /** True for the number of a list's member: positive, without leading zeros. */
  public static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_NUMBER
        && text.charAt(0) != '0'
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
