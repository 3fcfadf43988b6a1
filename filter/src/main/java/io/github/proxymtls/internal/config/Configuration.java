package io.github.proxymtls.internal.config;

import io.github.proxymtls.internal.header.HeaderFormat;
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
 * The complete configuration. Immutable.
 *
 * @param profiles the kinds of proxies, at least one; without {@code proxymtls.profiles}, one
 *     profile without a name
 * @param direct the rules for clients that connect directly over TLS; null if {@code source} is
 *     {@link Source#HEADER}
 * @param allowsContainerSecurity true if the filter starts in a context where the container decides
 *     on requests before it
 * @param formBody the maximum size of a buffered form body, in octets
 * @param warnBefore how long before its end a certificate or CRL causes a warning
 * @param audit true if each decision is written to the audit log
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
    boolean allowsContainerSecurity,
    HeaderLimits limits,
    int formBody,
    long cacheMaximumBytes,
    Duration cacheTimeToLive,
    Duration reloadInterval,
    Duration warnBefore,
    boolean audit) {

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

  /**
   * Returns the profile of the given name; null if there is none, as for a peer that is not a
   * proxy.
   */
  public @Nullable Profile profile(@Nullable String name) {
    for (int i = 0; i < profiles.size(); i++) {
      Profile profile = profiles.get(i);
      if (Objects.equals(profile.name(), name)) {
        return profile;
      }
    }
    return null;
  }

  /**
   * Returns true if the requests of a profile pass whatever the decision is. If the profile is not
   * known, returns true only if every profile is report-only.
   *
   * @param name the name of the profile, or null if it is not known
   */
  public boolean reportOnly(@Nullable String name) {
    Profile known = profile(name);
    return known == null ? all(Profile::reportOnly) : known.reportOnly();
  }

  /** Returns true if the predicate holds for every profile. */
  public boolean all(Predicate<Profile> fact) {
    for (Profile profile : profiles) {
      if (!fact.test(profile)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the length of the certificate and chain headers that the filter accepts in a request.
   */
  public int lengthOfHeaders() {
    return formats().mapToInt(this::lengthOf).max().orElse(0);
  }

  private int lengthOf(HeaderFormat format) {
    boolean chain = format.chain() != null && !format.chainIncluded();
    return limits.headerLength() + (chain ? limits.chainHeaderLength() : 0);
  }

  /**
   * Returns true if the operator has asked for more headers than a single certificate usually
   * needs: for a chain, or for another length than the default.
   */
  public boolean asksForLongHeaders() {
    return limits.isOtherHeaderLength() || formats().anyMatch(format -> format.chain() != null);
  }

  private Stream<HeaderFormat> formats() {
    return profiles.stream().map(Profile::format).filter(Objects::nonNull);
  }

  /** Returns every file that is reloaded when its content changes. */
  public List<Resource> resources() {
    return files().values().stream().flatMap(List::stream).toList();
  }

  /** Returns the reloadable files by kind. A kind without files is not a key of the map. */
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
   * Returns the sets of kinds whose changes must be activated together. With {@code
   * on-unavailable=accept} a certificate passes without revocation information, so that a new
   * anchor must not be used without its CRLs.
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
