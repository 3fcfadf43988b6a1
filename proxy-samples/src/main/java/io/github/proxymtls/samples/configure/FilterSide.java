package io.github.proxymtls.samples.configure;

import io.github.proxymtls.config.Configuration;
import io.github.proxymtls.config.ConfigurationException;
import io.github.proxymtls.config.ConfigurationReader;
import io.github.proxymtls.config.Problem;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.config.ProxyRules;
import io.github.proxymtls.config.Settings;
import io.github.proxymtls.header.HeaderFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the filter expects of its proxy.
 *
 * @param credentialHeader the header of the Basic credential; null where none is asked for
 * @param mtls true where the proxy must present a certificate
 */
record FilterSide(HeaderFormat format, @Nullable String credentialHeader, boolean mtls) {

  /**
   * Reads it from a properties file alone; the files that the properties name are not opened.
   *
   * @param problems learns where each key was set
   * @throws ConfigurationException if the properties cannot be used
   */
  static FilterSide read(Path properties, Problems problems) {
    Settings.Source file =
        new Settings.Source("the command line", Map.of("proxymtls.config", properties.toString()));
    Settings settings = Settings.read(List.of(file), Map.of(), Map.of(), problems);
    // Whether token keys come from code does not matter to a proxy.
    Configuration configuration = ConfigurationReader.read(settings, true, problems);
    problems.throwIfAny();
    ProxyRules proxy = Objects.requireNonNull(configuration).proxy();
    HeaderFormat format = configuration.format();
    if (format == null || proxy == null) {
      throw new ConfigurationException(List.of(withoutProxy(properties)));
    }
    ProxyRules.Basic basic = proxy.basic();
    return new FilterSide(format, basic == null ? null : basic.header(), proxy.mtls() != null);
  }

  private static Problem withoutProxy(Path properties) {
    return new Problem(
        "conflict",
        "there is no proxy to configure",
        "proxymtls.client.source=tls, set in " + properties,
        "set proxymtls.client.source=header");
  }

  /** The names of every header that the filter reads, as configured; a prefix is not among them. */
  List<String> headers() {
    return Stream.of(format.certificate(), chainHeader(), format.verify(), credentialHeader)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** The chain's own header; null where there is none, or one for each certificate. */
  @Nullable String chainHeader() {
    boolean own = !format.chainIncluded() && format.chainPrefix() == null;
    return own ? format.chain() : null;
  }
}
