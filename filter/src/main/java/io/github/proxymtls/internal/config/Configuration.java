package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.header.HeaderLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, immutable.
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
    return files().values().stream().flatMap(List::stream).toList();
  }

  /** The same by kind; a kind without files is left out. */
  public Map<FileKind, List<Resource>> files() {
    Map<FileKind, List<Resource>> files = new EnumMap<>(FileKind.class);
    for (Profile profile : profiles) {
      ProxyRules.Basic basic = profile.proxy() == null ? null : profile.proxy().basic();
      ProxyRules.Mtls mtls = profile.proxy() == null ? null : profile.proxy().mtls();
      add(files, FileKind.USERS, basic == null ? null : basic.usersFile());
      add(files, FileKind.PROXY_ANCHORS, mtls == null ? null : mtls.trustAnchors());
    }
    for (ClientRules client : clients()) {
      add(files, FileKind.TRUST_ANCHORS, client.trustAnchors());
      add(files, FileKind.INTERMEDIATES, client.intermediates());
      client.revocation().lists().files().forEach(crl -> add(files, FileKind.CRLS, crl));
    }
    IntrospectionRules introspection = binding.tokens().introspection();
    add(files, FileKind.CLIENTS, binding.registry().file());
    add(files, FileKind.CLIENT_SECRET, introspection == null ? null : introspection.clientSecret());
    return files;
  }

  private static void add(
      Map<FileKind, List<Resource>> files, FileKind kind, @Nullable Resource file) {
    if (file != null) {
      List<Resource> ofKind = files.computeIfAbsent(kind, it -> new ArrayList<>());
      if (!ofKind.contains(file)) {
        ofKind.add(file);
      }
    }
  }

  /**
   * The kinds of files of which none is put in force without the others that changed. A certificate
   * passes without an answer about its revocation where {@code on-unavailable=accept}: there no
   * anchor may be in force without the CRLs that belong to it.
   */
  public Set<Set<FileKind>> inseparableFiles() {
    boolean accepting = clients().stream().anyMatch(it -> it.revocation().acceptsUnavailable());
    Set<FileKind> trust =
        accepting
            ? EnumSet.of(FileKind.TRUST_ANCHORS, FileKind.INTERMEDIATES, FileKind.CRLS)
            : EnumSet.noneOf(FileKind.class);
    Set<Set<FileKind>> groups = new LinkedHashSet<>();
    for (FileKind kind : FileKind.values()) {
      groups.add(trust.contains(kind) ? trust : EnumSet.of(kind));
    }
    return groups;
  }

  private List<ClientRules> clients() {
    Stream<ClientRules> ofProfiles = profiles.stream().map(Profile::client);
    return Stream.concat(ofProfiles, Stream.ofNullable(direct)).toList();
  }
}
