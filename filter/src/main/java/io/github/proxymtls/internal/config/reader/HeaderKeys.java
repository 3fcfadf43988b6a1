package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.Preset;
import java.util.List;
import java.util.stream.Stream;

/** The keys that say where values come from and which header holds the certificate. */
final class HeaderKeys {

  static final Key CONFIG =
      Key.of("config", Kind.FILE)
          .unset("no file")
          .says("The properties file to read; not read from that file itself.");

  static final Key ENABLED =
      Key.of("enabled", Kind.BOOLEAN)
          .unset("see the description")
          .says(
              "Read by the registration in Spring Boot only: `true` registers the filter, `false` is"
                  + " for an application that registers it in code. In Spring Boot any other"
                  + " `proxymtls` key without it fails the start. Elsewhere nothing registers the"
                  + " filter by itself: keys without a filter in web.xml or in code have no effect, and"
                  + " the start does not fail.");

  static final Key FORMAT =
      Key.of("format", Kind.WORD, formats())
          .unset("required, unless `client.source=tls`")
          .says(
              "The preset that gives the headers, or `custom`, which has no defaults and takes an"
                  + " empty value for an absent certificate.");

  static final Key CERTIFICATE =
      Key.of("header.certificate", Kind.HEADER)
          .unset("from the preset")
          .says("The header of the client certificate.");

  static final Key CHAIN =
      Key.of("header.chain", Kind.HEADER)
          .unset("from the preset")
          .says(
              "The header of the chain; the certificate header's own name where one value holds the"
                  + " leaf first, then the chain; or a prefix ending in `-` or `_` for indexed headers"
                  + " (`X-SSL-Chain-` reads `X-SSL-Chain-0`, `X-SSL-Chain-1`, … up to the first"
                  + " absent one; what stands behind that is ignored).");

  static final Key VERIFY =
      Key.of("header.verify", Kind.HEADER)
          .unset("from the preset")
          .says(
              "The header of the proxy's verdict, which must be present with every certificate;"
                  + " `none`: the proxy is not asked for it.");

  static final Key VERIFY_SUCCESS =
      Key.of("header.verify-success", Kind.LIST)
          .unset("from the preset")
          .says("The exact verdicts that mean verified.");

  static final Key ENCODING =
      Key.of("header.encoding", Kind.WORD, encodings())
          .unset("from the preset")
          .says("The one grammar in which the headers are read.");

  static final String PASS = "pass";

  static final Key COMPANIONS =
      Key.of("header.companions", Kind.WORD, "hide", PASS)
          .orElse("hide")
          .says(
              "The preset's companion headers, in which the proxy forwards names that it took from"
                  + " the certificate. `hide`: the application does not see them; `pass`: it sees"
                  + " those that an authenticated proxy of the same profile sends, each once.");

  static final Key HIDE =
      Key.of("header.hide", Kind.LIST)
          .unset("none")
          .says(
              "Further headers that the application must not see; `header.companions` does not"
                  + " change that.");

  static final List<Key> ALL =
      List.of(
          CONFIG,
          ENABLED,
          FORMAT,
          CERTIFICATE,
          CHAIN,
          VERIFY,
          VERIFY_SUCCESS,
          ENCODING,
          COMPANIONS,
          HIDE);

  private HeaderKeys() {}

  private static String[] formats() {
    return Stream.concat(
            Preset.all().stream().map(preset -> preset.format().name()), Stream.of("custom"))
        .toArray(String[]::new);
  }

  private static String[] encodings() {
    return Stream.of(Encoding.values()).map(Encoding::key).toArray(String[]::new);
  }
}
