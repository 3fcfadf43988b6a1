package io.github.proxymtls.internal.revocation.crl;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.internal.path.PathMember;
import io.github.proxymtls.internal.path.RevocationAnswer;
import io.github.proxymtls.internal.path.RevocationAnswer.Good;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The certificates above the leaves of the paths that a set of CRLs was asked about. The paths of
 * thousands of leaves share them. They are parsed once, and the last good answer about each is used
 * as long as the CRLs would give it.
 *
 * <h2>An answer belongs to a certificate and all certificates above it</h2>
 *
 * <p>Nothing else of a path influences the answer, because the issuer of a CRL is a certificate
 * above the one that is checked, or a configured one that is valid under the same anchor.
 */
final class KnownAuthorities {

  /** In practice there are fewer CAs. */
  private static final int MAX_REMEMBERED = 256;

  private final CrlStore crls;
  private final Cache<List<X509Certificate>, Authority> authorities =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MAX_REMEMBERED).build();

  KnownAuthorities(CrlStore crls) {
    this.crls = crls;
  }

  /** A good answer, and the time of the question. */
  private record Past(Good answer, Instant time, Instant nextUpdate) {

    boolean holds(Instant now) {
      return !now.isBefore(time) && now.isBefore(nextUpdate);
    }
  }

  /** A certificate with those above it. */
  private static final class Authority {

    private final List<ParsedCertificate> path;
    private volatile @Nullable Past past;

    Authority(List<ParsedCertificate> path) {
      this.path = path;
    }
  }

  /**
   * Returns the certificates parsed.
   *
   * @param path from any certificate above a leaf to the anchor
   * @throws IllegalArgumentException if one is malformed
   */
  List<ParsedCertificate> parsed(List<X509Certificate> path) {
    return of(path).path;
  }

  /** Returns the revocation status of the first certificate of a path to the anchor. */
  RevocationAnswer about(List<X509Certificate> path, Instant now) {
    Authority authority = of(path);
    Past past = authority.past;
    if (past != null && past.holds(now)) {
      return past.answer();
    }
    CrlSearch search = crls.search(new PathMember(authority.path, 0, List.of()), now);
    RevocationAnswer answer = search.answer();
    if (search.isLasting() && answer instanceof Good good && good.nextUpdate() != null) {
      authority.past = new Past(good, now, good.nextUpdate());
    }
    return answer;
  }

  private Authority of(List<X509Certificate> path) {
    Authority known = authorities.getIfPresent(path);
    if (known != null) {
      return known;
    }
    Authority read = new Authority(path.stream().map(ParsedCertificate::of).toList());
    Authority before = authorities.asMap().putIfAbsent(List.copyOf(path), read);
    return before == null ? read : before;
  }
}
