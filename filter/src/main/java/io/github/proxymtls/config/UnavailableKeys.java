package io.github.proxymtls.config;

import io.github.proxymtls.config.Key.Kind;
import java.util.List;

/** The keys that are reserved: this version refuses all but their defaults. */
final class UnavailableKeys {

  static final Key REVOCATION_METHODS =
      reserved("client.revocation.methods", Kind.WORDS, "off", "ocsp", "crl")
          .orElse("off")
          .says("How revocation is checked; `off` is said at every start.");

  static final List<Key> ALL =
      List.of(
          REVOCATION_METHODS,
          reserved("client.revocation.crls", Kind.LIST).says("CRL files or URLs."),
          reserved("client.revocation.ocsp-responder", Kind.URL).says("The OCSP responder."),
          reserved("client.revocation.allowed-hosts", Kind.LIST)
              .says("Hosts whose AIA URLs may be asked."),
          reserved("client.revocation.timeout", Kind.DURATION)
              .orElse("2s")
              .says("How long a look-up may take."),
          reserved("client.revocation.on-unavailable", Kind.WORD, "reject", "accept")
              .orElse("reject")
              .says("Where no usable answer comes."),
          reserved("client.revocation.allow-private-addresses", Kind.BOOLEAN)
              .orElse("false")
              .says("AIA hosts with private addresses."));

  private UnavailableKeys() {}

  private static Key reserved(String name, Kind kind, String... words) {
    return Key.of(name, kind, words).unset("off").notAvailable();
  }
}
