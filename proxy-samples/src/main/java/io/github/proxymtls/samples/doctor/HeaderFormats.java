package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.FormatHint;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.Preset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the formats that read a value. */
final class HeaderFormats {

  private HeaderFormats() {}

  /** Returns the formats in which the value means that there is no certificate. */
  static List<HeaderFormat> absent(String value) {
    return Preset.all().stream()
        .map(Preset::format)
        .filter(format -> format.absent().contains(value))
        .toList();
  }

  /**
   * Returns the formats of the encoding that the value resembles: those that read it if there are
   * any, and of these the ones with its header name if there are any.
   */
  static List<HeaderFormat> resembled(HeaderValue value) {
    Encoding encoding = FormatHint.encodingOf(value.text());
    if (encoding == null) {
      return List.of();
    }
    List<HeaderFormat> all =
        Preset.all().stream().flatMap(preset -> withEncoding(preset, encoding)).toList();
    HeaderLimits limits = defaultLimits();
    List<HeaderFormat> readers =
        preferred(all, format -> new ValueReading(format, limits).reads(value.text()));
    return preferred(readers, format -> format.certificate().equalsIgnoreCase(value.name()));
  }

  /** Returns the formats of presets that read a value as a certificate. */
  static List<HeaderFormat> readers(String value) {
    HeaderLimits limits = defaultLimits();
    return resembled(new HeaderValue(null, value.strip())).stream()
        .filter(format -> new ValueReading(format, limits).reads(value.strip()))
        .toList();
  }

  /** Returns the preset's format, also with another encoding that its program can write. */
  private static Stream<HeaderFormat> withEncoding(Preset preset, Encoding encoding) {
    HeaderFormat own = preset.format();
    if (own.encoding() == encoding) {
      return Stream.of(own);
    }
    return preset.captured().contains(encoding)
        ? Stream.of(
            new HeaderFormat(
                own.name(),
                own.certificate(),
                own.chain(),
                own.verify(),
                own.verifySuccess(),
                encoding,
                own.absent()))
        : Stream.empty();
  }

  private static List<HeaderFormat> preferred(
      List<HeaderFormat> formats, Predicate<HeaderFormat> better) {
    List<HeaderFormat> chosen = formats.stream().filter(better).toList();
    return chosen.isEmpty() ? formats : chosen;
  }

  /** Says which of several formats to set. */
  static String advice(List<HeaderFormat> formats) {
    String names =
        formats.stream().map(HeaderFormats::withHeader).collect(Collectors.joining(", "));
    return formats.size() == 1
        ? "set proxymtls.format=" + names
        : "set proxymtls.format to that of your proxy: " + names;
  }

  private static String withHeader(HeaderFormat format) {
    Preset preset = Preset.named(format.name());
    boolean own = preset == null || preset.format().encoding() == format.encoding();
    return format.name()
        + (own ? "" : " and proxymtls.header.encoding=" + format.encoding().key())
        + " (header "
        + format.certificate()
        + ")";
  }

  /** Returns the limits of a configuration that sets none. */
  static HeaderLimits defaultLimits() {
    Map<String, String> minimum =
        Map.of("proxymtls.client.source", "tls", "proxymtls.client.trust-anchors", "any");
    Problems problems = new Problems();
    Settings settings =
        Settings.read(
            List.of(new Settings.Source("the defaults", minimum)), Map.of(), Map.of(), problems);
    Configuration defaults = ConfigurationReader.read(settings, InCode.NOTHING, problems);
    problems.throwIfAny();
    return Objects.requireNonNull(defaults).limits();
  }
}
