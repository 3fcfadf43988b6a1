package io.github.proxymtls.internal.header;

import io.github.proxymtls.internal.x509.DecodedCertificate;
import java.util.List;

/**
 * A well-formed certificate and chain that are not validated yet. Only this package creates one:
 * from a header ({@link HeaderReader}) or from the container's own TLS handshake ({@link
 * TlsReader}).
 */
public final class ForwardedCertificate {

  private final DecodedCertificate leaf;
  private final List<DecodedCertificate> chain;

  ForwardedCertificate(DecodedCertificate leaf, List<DecodedCertificate> chain) {
    this.leaf = leaf;
    this.chain = List.copyOf(chain);
  }

  /** Returns the leaf. Its position alone identifies it. */
  public DecodedCertificate leaf() {
    return leaf;
  }

  /** Returns the other certificates in the order received, without the leaf. */
  public List<DecodedCertificate> chain() {
    return chain;
  }
}
