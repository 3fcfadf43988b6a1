package io.github.proxymtls.internal.path;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The intermediate certificates that peers sent and that were part of a valid path, by the SHA-256
 * of the DER. Paths with the same intermediate certificate share its parsed forms. Each of these
 * remembers the key with which its signature was valid: {@link BouncyCastleCertificate} for Bouncy
 * Castle, and the JDK's certificate for the JDK. So the next leaf of the same issuer costs each
 * validator one signature.
 *
 * <h2>Only the outcome of a signature is remembered</h2>
 *
 * <p>Every path is searched and validated as a whole, with all its certificates. A certificate in
 * this collection is no anchor, and counts as sent by a peer.
 */
final class KnownIssuers {

  /** The maximum size of all certificates, in octets. */
  static final long MAXIMUM_BYTES = 4L * 1024 * 1024;

  /** Remembers nothing. */
  static final KnownIssuers NONE = new KnownIssuers(0);

  /** Each certificate is kept as the JDK's, as Bouncy Castle's and as ASN.1 structure. */
  private static final int FORMS = 3;

  private final Cache<String, PathNode> nodes;

  KnownIssuers(long maximumBytes) {
    nodes =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(maximumBytes)
            .weigher((String thumbprint, PathNode node) -> bytes(node))
            .build();
  }

  private static int bytes(PathNode node) {
    return FORMS * CertificateWeight.of(node.x509Certificate());
  }

  /** Returns the remembered node of exactly this certificate, otherwise a new one. */
  PathNode find(ParsedCertificate forwarded) {
    PathNode known = nodes.getIfPresent(forwarded.thumbprint());
    return known != null && known.certificate().sameAs(forwarded)
        ? known
        : PathNode.forwarded(forwarded);
  }

  /** Remembers the intermediate certificates of a valid path that are not configured. */
  void remember(List<PathNode> path) {
    for (PathNode issuer : path.subList(1, path.size())) {
      if (!issuer.configured()) {
        nodes.asMap().putIfAbsent(issuer.certificate().thumbprint(), issuer);
      }
    }
  }

  /** Returns the node of a certificate if it is remembered, otherwise null. */
  @Nullable PathNode remembered(ParsedCertificate certificate) {
    return nodes.getIfPresent(certificate.thumbprint());
  }
}
