package io.github.proxymtls.internal.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.path.PathResult;
import io.github.proxymtls.internal.path.PathValidator;
import io.github.proxymtls.internal.path.PemCertificates;
import io.github.proxymtls.internal.path.ReversedName;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.internal.x509.LeafText;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The method {@code mtls}: the peer's own TLS certificate has a valid path to one of the proxies'
 * trust anchors and matches the proxies' name rules.
 *
 * <p>The method requires a connection that the container itself reports as TLS, because other
 * components can set the certificate attribute from a header.
 */
final class ProxyCertificates {

  private static final int MAXIMUM_CACHED = 256;

  /** A valid path: its validity period in milliseconds, and the result for its names. */
  private record Known(Check check, long notBefore, long notAfter) {

    static Known of(List<X509Certificate> path, Check check) {
      return new Known(
          check,
          path.stream()
              .mapToLong(it -> it.getNotBefore().toInstant().toEpochMilli())
              .max()
              .orElseThrow(),
          path.stream()
              .mapToLong(it -> it.getNotAfter().toInstant().toEpochMilli())
              .min()
              .orElseThrow());
    }

    boolean validAt(long now) {
      return now >= notBefore && now <= notAfter;
    }
  }

  private final List<X509Certificate> anchors;
  private final PathValidator validator;
  private final PathValidator anyUsage;
  private final CertificateNameRules names;
  private final Clock clock;

  /**
   * The valid paths by the certificates of a handshake. A container shows the same objects in each
   * request of a connection; others are equal if their octets are.
   */
  private final Cache<List<X509Certificate>, Known> known =
      Caffeine.newBuilder().maximumSize(MAXIMUM_CACHED).build();

  /** The reasons of the chains without a valid path. */
  private final JudgedChains<Reason> untrusted;

  /** Whether a chain is a proxy's, even if authentication fails. */
  private final JudgedChains<Boolean> belonging;

  private ProxyCertificates(
      List<X509Certificate> anchors, CertificateNameRules names, Clock clock) {
    this.anchors = List.copyOf(anchors);
    this.untrusted = new JudgedChains<>(this.anchors);
    this.belonging = new JudgedChains<>(this.anchors);
    this.validator = PathValidator.of(anchors, List.of(), ExtendedKeyUsageRule.CLIENT_AUTH);
    this.anyUsage = PathValidator.of(anchors, List.of(), ExtendedKeyUsageRule.ANY);
    this.names = names;
    this.clock = clock;
  }

  /** Loads the trust anchors and name rules. Adds every problem; returns null if there is one. */
  static @Nullable ProxyCertificates load(ProxyRules.Mtls rules, Clock clock, Problems problems) {
    List<X509Certificate> anchors = PemCertificates.anchors(rules.trustAnchors(), problems);
    CertificateNameRules names = CertificateNameRules.load(rules, problems);
    return anchors == null || names == null ? null : new ProxyCertificates(anchors, names, clock);
  }

  /**
   * Returns true if the two are certain to accept a common certificate: they pin the same one, or
   * they have a common anchor and no kind of name that distinguishes them.
   */
  boolean overlaps(ProxyCertificates other) {
    boolean common = anchors.stream().anyMatch(other.anchors::contains);
    return names.pinsOneOf(other.names) || (common && names.overlaps(other.names));
  }

  /** Returns the subject of an anchor that is also a client trust anchor; null if there is none. */
  @Nullable String anchorSharedWith(PathValidator clients) {
    return validator.anchorSharedWith(clients);
  }

  /** Returns an entry for each trust anchor. */
  List<FileEntry> entries() {
    return validator.entries(FileKind.PROXY_ANCHORS);
  }

  Check check(RequestFacts request) {
    if (!request.tls()) {
      return new Check.Failed(
          Reason.PROXY_CERTIFICATE_MISSING, "the container does not report TLS for this request");
    }
    List<X509Certificate> presented = request.tlsCertificates();
    if (presented.isEmpty()) {
      return new Check.Failed(
          Reason.PROXY_CERTIFICATE_MISSING,
          "the peer presented no certificate in the TLS handshake");
    }
    Known before = known.getIfPresent(presented);
    return before != null && before.validAt(clock.millis()) ? before.check() : validate(presented);
  }

  private Check validate(List<X509Certificate> presented) {
    String key = JudgedChains.key(presented);
    if (key == null) {
      return untrusted("it cannot be encoded");
    }
    Instant now = clock.instant();
    Reason before = untrusted.get(key, now);
    if (before != null) {
      return untrusted(
          before.code() + ", refused before, remembered as " + JudgedChains.shown(key));
    }
    PathResult result = validator.validate(presented, now);
    if (result instanceof PathResult.NoPath none) {
      untrusted.put(key, presented, now, none.refusal().reason());
      return untrusted(
          none.refusal().reason().code()
              + ", "
              + none.refusal().detail()
              + "; remembered as "
              + JudgedChains.shown(key));
    }
    PathResult.Valid valid = (PathResult.Valid) result;
    Check check = named(valid);
    known.put(List.copyOf(presented), Known.of(valid.path(), check));
    return check;
  }

  private Check named(PathResult.Valid valid) {
    String name = names.match(valid.names());
    return name == null
        ? new Check.Failed(
            Reason.PROXY_CERTIFICATE_NAME,
            "the peer's certificate is valid but matches no name rule for proxies; "
                + (names.matchesReversed(valid.names()) ? ReversedName.MATCHES + "; " : "")
                + LeafText.of(valid.path().get(0)))
        : new Check.Passed(name);
  }

  private static Check untrusted(String detail) {
    return new Check.Failed(
        Reason.PROXY_CERTIFICATE_UNTRUSTED, "the peer's certificate: " + detail);
  }

  /**
   * Returns true if the peer's certificate belongs to a proxy, even if it is expired or not usable
   * for TLS clients. The path is also validated at the start and at the end of the leaf's validity
   * period.
   */
  boolean isProxy(RequestFacts request) {
    List<X509Certificate> presented = request.tlsCertificates();
    if (presented.isEmpty()) {
      return false;
    }
    String key = JudgedChains.key(presented);
    if (key == null) {
      return false;
    }
    Instant now = clock.instant();
    Boolean before = belonging.get(key, now);
    if (before != null) {
      return before;
    }
    X509Certificate leaf = presented.get(0);
    boolean proxy =
        isProxyAt(presented, now)
            || isProxyAt(presented, leaf.getNotBefore().toInstant())
            || isProxyAt(presented, leaf.getNotAfter().toInstant());
    belonging.put(key, presented, now, proxy);
    return proxy;
  }

  private boolean isProxyAt(List<X509Certificate> presented, Instant instant) {
    return anyUsage.validate(presented, instant) instanceof PathResult.Valid valid
        && names.match(valid.names()) != null;
  }
}
