package io.github.proxymtls.samples.configure;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.CompanionHeaders;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.samples.settings.SettingsFile;
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
 * @param credentialHeader the header of the Basic credential, or null if none is required
 * @param mtls true if the proxy must present a certificate
 * @param reliesOnProxy true if the filter relies on the proxy's verification
 * @param pins true if a certificate that no CA issued can be accepted
 * @param companions the companion headers, and those that the configuration hides
 * @param others the headers that the filter reads from proxies of other profiles
 */
record FilterExpectations(
    HeaderFormat format,
    @Nullable String credentialHeader,
    boolean mtls,
    boolean reliesOnProxy,
    boolean pins,
    CompanionHeaders companions,
    List<String> others) {

  /**
   * Reads it from a properties file only; the files that the properties name are not opened.
   *
   * @param springProfiles the active profiles of a Spring Boot application
   * @param name the proxy's profile; null if the properties have at most one
   * @param problems receives where each key was set
   * @throws ConfigurationException if the properties cannot be used
   */
  static FilterExpectations read(
      Path properties, List<String> springProfiles, @Nullable String name, Problems problems) {
    // What the application gives in code does not concern a proxy.
    List<Profile> profiles =
        new SettingsFile(properties, springProfiles).configuration(problems).profiles();
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
            .flatMap(FilterExpectations::everyHeader)
            .toList());
  }

  private static FilterExpectations of(Path properties, Profile profile, List<String> others) {
    HeaderFormat format = profile.format();
    if (format == null || profile.proxy() == null) {
      throw new ConfigurationException(List.of(withoutProxy(properties)));
    }
    return new FilterExpectations(
        format,
        profile.credentialHeader(),
        profile.lists(ProxyRules.Method.MTLS),
        profile.client().validation() == ClientRules.Validation.PROXY,
        profile.client().pinned(),
        profile.companions(),
        others);
  }

  private static Problem withoutProfile(Path properties, List<Profile> profiles) {
    List<String> names = profiles.stream().map(Profile::name).filter(Objects::nonNull).toList();
    return new Problem(
        "conflict",
        names.isEmpty()
            ? "there are no profiles"
            : "the profiles are "
                + String.join(", ", names)
                + ", and each proxy belongs to one of them",
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

  /** Returns the configured names of all headers that the filter reads, without prefixes. */
  List<String> headers() {
    return headers(format, credentialHeader);
  }

  /** Returns the same for a given format and credential. */
  static List<String> headers(HeaderFormat format, @Nullable String credentialHeader) {
    return Stream.of(format.certificate(), chainHeader(format), format.verify(), credentialHeader)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /**
   * Returns the key that configures each of these headers, also for the prefix of an indexed chain.
   */
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

  /** Returns the first headers of an indexed chain: as many as a proxy sends, and one more. */
  private Stream<String> numberedHeaders() {
    String prefix = format.chainPrefix();
    return prefix == null
        ? Stream.empty()
        : IntStream.rangeClosed(0, TemplateValues.DEPTH).mapToObj(index -> prefix + index);
  }

  /** Returns the header of the chain; null if there is none, or if each certificate has its own. */
  @Nullable String chainHeader() {
    return chainHeader(format);
  }

  private static @Nullable String chainHeader(HeaderFormat format) {
    boolean own = !format.chainIncluded() && format.chainPrefix() == null;
    return own ? format.chain() : null;
  }
}
