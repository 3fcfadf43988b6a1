package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import java.util.List;

/** The key that names the profiles. */
final class ProfileKeys {

  static final Key PROFILES =
      Key.of("profiles", Kind.LIST)
          .unset("none")
          .description(
              "The names of the profiles: a lower-case letter, then lower-case letters and"
                  + " digits. Keys under `proxymtls.profile.NAME.` apply to that profile alone.");

  static final List<Key> ALL = List.of(PROFILES);

  private ProfileKeys() {}
}
