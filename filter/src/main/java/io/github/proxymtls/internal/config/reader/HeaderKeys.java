package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.reader.Key.Kind;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.Preset;
import java.util.List;
import java.util.stream.Stream;

/** The keys of the configuration file and of the certificate headers. */
final class HeaderKeys {

  static final Key CONFIG =
      Key.of("config", Kind.FILE)
          .unset("no file")
          .description("The properties file to read. This key is not read from the file itself.");

  static final Key ENABLED =
      Key.of("enabled", Kind.BOOLEAN)
          .unset("see the description")
          .description(
              "Read by Spring Boot alone, where it is required with any other `proxymtls`"
                  + " key. `true` registers the filter; `false` is for an application that registers"
                  + " the filter in code. Elsewhere, the filter must be declared in web.xml or in"
                  + " code: without it, the keys have no effect.");

  static final Key FORMAT =
      Key.of("format", Kind.WORD, formats())
          .unset("required, unless `client.source=tls`")
          .description(
              "The preset that defines the headers. `custom` has no defaults and reads an"
                  + " empty value as an absent certificate.");

  static final Key CERTIFICATE =
      Key.of("header.certificate", Kind.HEADER)
          .unset("from the preset")
          .description("The header that holds the client certificate.");

  static final Key CHAIN =
      Key.of("header.chain", Kind.HEADER)
          .unset("from the preset")
          .description(
              "The header that holds the chain: the certificate header's own name if one"
                  + " value holds the leaf first and then the chain. `X-SSL-Chain-`, which ends in"
                  + " `-` or `_`, reads the indexed headers `X-SSL-Chain-0`, `X-SSL-Chain-1`, … up"
                  + " to the first absent one.");

  static final Key VERIFY =
      Key.of("header.verify", Kind.HEADER)
          .unset("from the preset")
          .description(
              "The header that holds the proxy's verdict, required with every certificate."
                  + " `none`: no verdict.");

  static final Key VERIFY_SUCCESS =
      Key.of("header.verify-success", Kind.LIST)
          .unset("from the preset")
          .description("The exact values of the verdict that mean verified.");

  static final Key ENCODING =
      Key.of("header.encoding", Kind.WORD, encodings())
          .unset("from the preset")
          .description("The encoding of the headers. The filter reads no other.");

  static final Key COMPANIONS =
      Key.choice("header.companions", Choices.Companions.class)
          .orElse(Choices.Companions.HIDE)
          .description(
              "Whether the application sees the preset's companion headers. `pass`: those"
                  + " that an authenticated proxy of the same profile sends, each of which may occur"
                  + " once.");

  static final Key HIDE =
      Key.of("header.hide", Kind.LIST)
          .unset("none")
          .description(
              "Further headers that the application must not see, whatever"
                  + " `header.companions` says.");

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
