package io.github.proxymtls.internal.header;

import io.github.proxymtls.internal.x509.DecodedCertificate;
import java.util.List;

/**
 * A certificate that somebody claims to hold: well-formed, and nothing more is known. Only this
 * package makes one, from a header ({@link HeaderReader}) or from the container's own handshake
 * ({@link TlsReader}).
 */
public final class ForwardedCertificate {

  private final DecodedCertificate leaf;
  private final List<DecodedCertificate> chain;

  ForwardedCertificate(DecodedCertificate leaf, List<DecodedCertificate> chain) {
    this.leaf = leaf;
    this.chain = List.copyOf(chain);
  }

  /** The leaf, found by its position alone. */
  public DecodedCertificate leaf() {
    return leaf;
  }

  /** The other certificates in the order received, without the leaf. */
  public List<DecodedCertificate> chain() {
    return chain;
  }
}
