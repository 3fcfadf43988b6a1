package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.HeaderNames.Named;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the headers of several profiles against one another. Profiles may read the same header for
 * the same purpose, even in different encodings. A name that has different purposes in two
 * profiles, or is the twin of another profile's name, is ambiguous.
 */
final class ProfileRules {

  /**
   * The headers of one profile.
   *
   * @param values the values of the profile
   */
  record Headers(Values values, List<Named> names) {}

  private final List<Headers> profiles;

  ProfileRules(List<Headers> profiles) {
    this.profiles = List.copyOf(profiles);
  }

  void check() {
    for (int i = 0; i < profiles.size(); i++) {
      for (int j = 0; j < i; j++) {
        check(profiles.get(j), profiles.get(i));
      }
    }
  }

  private static void check(Headers earlier, Headers later) {
    for (Named one : earlier.names()) {
      for (Named other : later.names()) {
        String clash = clash(one, other);
        if (clash != null && !isIncludedChain(one, earlier) && !isIncludedChain(other, later)) {
          later
              .values()
              .conflict(
                  other.key(),
                  EscapedText.inMessage(other.name())
                      + " "
                      + clash
                      + " "
                      + earlier.values().nameOf(one.key())
                      + " "
                      + EscapedText.inMessage(one.name())
                      + " of the profile "
                      + earlier.values().profile(),
                  "use different headers in the two profiles");
        }
      }
    }
  }

  private static @Nullable String clash(Named one, Named other) {
    return one.name().equalsIgnoreCase(other.name()) && one.key().equals(other.key())
        ? null
        : HeaderNames.clash(one, other);
  }

  /** Returns true if the chain is in the certificate header, which is compared separately. */
  private static boolean isIncludedChain(Named named, Headers headers) {
    return named.key().equals(HeaderKeys.CHAIN)
        && headers.names().stream()
            .anyMatch(
                other ->
                    other.key().equals(HeaderKeys.CERTIFICATE)
                        && other.name().equalsIgnoreCase(named.name()));
  }
}
