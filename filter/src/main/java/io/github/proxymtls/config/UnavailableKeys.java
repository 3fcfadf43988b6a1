package io.github.proxymtls.config;

import io.github.proxymtls.config.Key.Kind;
import java.util.List;

/** The keys that are reserved: this version refuses all but their defaults. */
final class UnavailableKeys {

  static final List<Key> ALL =
      List.of(
          reserved("binding.jwks-allowed-hosts", Kind.LIST)
              .says("Hosts that a `jwks_uri` may name."));

  private UnavailableKeys() {}

  private static Key reserved(String name, Kind kind, String... words) {
    return Key.of(name, kind, words).unset("off").notAvailable();
  }
}
