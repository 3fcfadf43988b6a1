package io.github.proxymtls.samples.configure;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.CompanionHeaders;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.internal.header.HeaderFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the filter expects of its proxy.
 *
 * @param credentialHeader the header of the Basic credential; null where none is asked for
 * @param mtls true where the proxy must present a certificate
 * @param believes true where the filter does not verify certificates again
 * @param companions the companion headers, and those that the configuration hides
 * @param others the headers that the filter reads of proxies of other profiles
 */
record FilterSide(
    HeaderFormat format,
    @Nullable String credentialHeader,
    boolean mtls,
    boolean believes,
    CompanionHeaders companions,
    List<String> others) {

  /**
   * Reads it from a properties file alone; the files that the properties name are not opened.
   *
   * @param springProfiles the active profiles of a Spring Boot application
   * @param name of the proxy's profile; null where the properties have at most one
   * @param problems learns where each key was set
   * @throws ConfigurationException if the properties cannot be used
   */
  static FilterSide read(
      Path properties, List<String> springProfiles, @Nullable String name, Problems problems) {
    Settings settings = settings(properties, springProfiles, problems);
    // What comes from code does not matter to a proxy.
    Configuration configuration =
        ConfigurationReader.read(settings, InCode.leftBy(settings), problems);
    problems.throwIfAny();
    List<Profile> profiles = Objects.requireNonNull(configuration).profiles();
    List<Profile> chosen =
        profiles.stream().filter(profile -> name == null || name.equals(profile.name())).toList();
    if (chosen.size() != 1) {
      throw new ConfigurationException(List.of(withoutProfile(properties, profiles)));
    }
    Stream<Profile> others = profiles.stream().filter(profile -> !profile.equals(chosen.get(0)));
    return of(
        properties,
        chosen.get(0),
        others
            .map(other -> of(properties, other, List.of()))
            .flatMap(FilterSide::everyHeader)
            .toList());
  }

  private static Settings settings(Path file, List<String> springProfiles, Problems problems) {
    if (SpringFile.is(file)) {
      return Settings.readLayers(List.of(), SpringFile.read(file, springProfiles), problems);
    }
    Map<String, String> config = Map.of("proxymtls.config", file.toString());
    return Settings.read(
        List.of(new Settings.Source("the command line", config)), Map.of(), Map.of(), problems);
  }

  private static FilterSide of(Path properties, Profile profile, List<String> others) {
    HeaderFormat format = profile.format();
    if (format == null || profile.proxy() == null) {
      throw new ConfigurationException(List.of(withoutProxy(properties)));
    }
    return new FilterSide(
        format,
        profile.credentialHeader(),
        profile.lists(ProxyRules.Method.MTLS),
        profile.client().validation() == ClientRules.Validation.PROXY,
        profile.companions(),
        others);
  }

  private static Problem withoutProfile(Path properties, List<Profile> profiles) {
    List<String> names = profiles.stream().map(Profile::name).filter(Objects::nonNull).toList();
    return new Problem(
        "conflict",
        names.isEmpty()
            ? "there are no profiles"
            : "the profiles are " + String.join(", ", names) + ", and a proxy is of one of them",
        "proxymtls.profiles in " + properties,
        names.isEmpty() ? "leave out --profile" : "name one by --profile");
  }

  private static Problem withoutProxy(Path properties) {
    return new Problem(
        "conflict",
        "there is no proxy to configure",
        "proxymtls.client.source=tls, set in " + properties,
        "set proxymtls.client.source=header");
  }

  private Stream<String> everyHeader() {
    Stream<String> read = Stream.concat(headers().stream(), numberedHeaders());
    return Stream.concat(read, companions.all().stream());
  }

  /** The names of every header that the filter reads, as configured; a prefix is not among them. */
  List<String> headers() {
    return headers(format, credentialHeader);
  }

  /** The same of any format and credential. */
  static List<String> headers(HeaderFormat format, @Nullable String credentialHeader) {
    return Stream.of(format.certificate(), chainHeader(format), format.verify(), credentialHeader)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** The key that names each of these headers; the prefix of an indexed chain is among them. */
  Map<String, String> keys() {
    Map<String, String> keys = new LinkedHashMap<>();
    put(keys, format.certificate(), "proxymtls.header.certificate");
    put(keys, format.chain(), "proxymtls.header.chain");
    put(keys, format.verify(), "proxymtls.header.verify");
    put(keys, credentialHeader, "proxymtls.proxy.basic.header");
    return keys;
  }

  private static void put(Map<String, String> keys, @Nullable String header, String key) {
    if (header != null) {
      keys.putIfAbsent(header, key);
    }
  }

  /** The first of the headers of an indexed chain, as many as a proxy sends and one more. */
  private Stream<String> numberedHeaders() {
    String prefix = format.chainPrefix();
    return prefix == null
        ? Stream.empty()
        : IntStream.rangeClosed(0, Vocabulary.DEPTH).mapToObj(index -> prefix + index);
  }

  /** The chain's own header; null where there is none, or one for each certificate. */
  @Nullable String chainHeader() {
    return chainHeader(format);
  }

  private static @Nullable String chainHeader(HeaderFormat format) {
    boolean own = !format.chainIncluded() && format.chainPrefix() == null;
    return own ? format.chain() : null;
  }
}
