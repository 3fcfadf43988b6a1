package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of named profiles: {@code proxymtls.profile.NAME.format} is {@code proxymtls.format} for
 * one profile. A key that is not under a profile is the default of every profile.
 */
public final class ProfileKeys {

  static final Key PROFILES =
      Key.of("profiles", Kind.LIST)
          .unset("none")
          .says(
              "The names of the profiles of several proxies. A name is a lower-case letter"
                  + " followed by lower-case letters and digits. Keys under"
                  + " `proxymtls.profile.NAME.` apply to that profile only.");

  static final List<Key> ALL = List.of(PROFILES);

  private static final String PREFIX = "proxymtls.profile.";
  private static final String ROOT = "proxymtls.";

  private static final List<String> GROUPS =
      List.of("proxymtls.header.", "proxymtls.proxy.", "proxymtls.client.");
  private static final Set<String> SINGLE = Set.of("proxymtls.format", "proxymtls.report-only");
  private static final Set<String> SHARED =
      Set.of("proxymtls.client.source", "proxymtls.client.session");

  private ProfileKeys() {}

  /** True for a key, with or without a number, that each profile may have for itself. */
  static boolean covers(String key) {
    return SINGLE.contains(key)
        || (!SHARED.contains(key) && GROUPS.stream().anyMatch(key::startsWith));
  }

  /** True for what may be a profile's name. */
  static boolean isName(String text) {
    return !text.isEmpty()
        && text.charAt(0) >= 'a'
        && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  }

  /** The profile that a key is under, fit to be a name or not; null for a shared key. */
  static @Nullable String profileOf(String key) {
    int dot = key.startsWith(PREFIX) ? key.indexOf('.', PREFIX.length()) : -1;
    return dot < 0 ? null : key.substring(PREFIX.length(), dot);
  }

  /** The key without its profile; the key itself where it is under none. */
  static String shared(String key) {
    String profile = profileOf(key);
    return profile == null ? key : ROOT + key.substring(PREFIX.length() + profile.length() + 1);
  }

  /** The key under a profile. */
  static String under(String profile, String key) {
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
}
