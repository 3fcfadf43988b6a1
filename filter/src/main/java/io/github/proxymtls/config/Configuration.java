package io.github.proxymtls.config;

import io.github.proxymtls.header.HeaderLimits;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, immutable. Made by {@link ConfigurationReader}.
 *
 * @param profiles the kinds of proxies, at least one; the only one has no name where the
 *     configuration names none
 * @param direct what is done with the certificate of a peer that speaks for itself; null where
 *     {@code source} is {@link Source#HEADER}
 * @param formBody the most octets of a form body that are buffered
 */
public record Configuration(
    Source source,
    List<Profile> profiles,
    @Nullable ClientRules direct,
    boolean sessionBound,
    List<PathPattern> include,
    List<PathPattern> exclude,
    BindingRules binding,
    CacheControl cacheControl,
    HeaderLimits limits,
    int formBody,
    long cacheMaximumBytes,
    Duration cacheTimeToLive,
    Duration reloadInterval) {

  /** {@code proxymtls.client.source}. */
  public enum Source {
    HEADER,
    TLS,
    HEADER_OR_TLS
  }

  /** {@code proxymtls.response.cache-control}. */
  public enum CacheControl {
    DEFAULT,
    ENFORCE,
    OFF
  }

  /** The profile of that name; null where there is none, as for a peer that is no proxy. */
  public @Nullable Profile profile(@Nullable String name) {
    for (Profile profile : profiles) {
      if (Objects.equals(profile.name(), name)) {
        return profile;
      }
    }
    return null;
  }

  /**
   * True where the requests of a profile pass whatever is decided. Where the profile cannot be told
   * the strictest of all holds: only if every profile is report-only is such a request let through.
   *
   * @param name of the profile, or null
   */
  public boolean reportOnly(@Nullable String name) {
    Profile known = profile(name);
    return known == null ? all(Profile::reportOnly) : known.reportOnly();
  }

  /** True where every profile is so. */
  public boolean all(Predicate<Profile> fact) {
    for (Profile profile : profiles) {
      if (!fact.test(profile)) {
        return false;
      }
    }
    return true;
  }

  /** Every file that is read again when its content changes. */
  public List<Resource> resources() {
    Stream<@Nullable Resource> ofProfiles =
        profiles.stream().flatMap(profile -> Stream.concat(proxy(profile), client(profile)));
    IntrospectionRules introspection = binding.tokens().introspection();
    Stream<@Nullable Resource> others =
        Stream.concat(
            direct == null ? Stream.empty() : client(direct),
            Stream.of(
                binding.registry().file(),
                introspection == null ? null : introspection.clientSecret()));
    return Stream.concat(ofProfiles, others).filter(Objects::nonNull).distinct().toList();
  }

  private static Stream<@Nullable Resource> proxy(Profile profile) {
    ProxyRules proxy = profile.proxy();
    ProxyRules.Basic basic = proxy == null ? null : proxy.basic();
    ProxyRules.Mtls mtls = proxy == null ? null : proxy.mtls();
    return Stream.of(
        basic == null ? null : basic.usersFile(), mtls == null ? null : mtls.trustAnchors());
  }

  private static Stream<@Nullable Resource> client(Profile profile) {
    return client(profile.client());
  }

  private static Stream<@Nullable Resource> client(ClientRules client) {
    return Stream.concat(
        Stream.of(client.trustAnchors(), client.intermediates()),
        client.revocation().lists().files().stream());
  }
}
