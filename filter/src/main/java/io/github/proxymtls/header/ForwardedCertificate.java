package io.github.proxymtls.header;

import java.util.List;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * A certificate that somebody claims to hold: well-formed, and nothing more is known. Only this
 * package makes one, from a header ({@link HeaderReader}) or from the container's own handshake
 * ({@link TlsReader}).
 */
public final class ForwardedCertificate {

  /**
   * One claimed certificate.
   *
   * @param der the octets as received; strict DER, nothing trailing
   * @param parsed the same as a structure, no key built
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never copied: one per certificate
  public record Claimed(byte[] der, Certificate parsed) {}

  private final Claimed leaf;
  private final List<Claimed> chain;

  ForwardedCertificate(Claimed leaf, List<Claimed> chain) {
    this.leaf = leaf;
    this.chain = List.copyOf(chain);
  }

  /** The leaf, found by its position alone. */
  public Claimed leaf() {
    return leaf;
  }

  /** The other certificates in the order received, without the leaf. */
  public List<Claimed> chain() {
    return chain;
  }
}
