package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.x509.BouncyCastle;
import io.github.proxymtls.internal.x509.DerCursor;
import io.github.proxymtls.internal.x509.StrictExtensions;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** The signature of a CRL and the signed octets, as received and never re-encoded. */
final class CrlSignature {

  private final byte[] der;
  private final int from;
  private final int to;
  private final AlgorithmIdentifier algorithm;
  private final byte[] signature;

  private CrlSignature(byte[] der, DerCursor tbs, AlgorithmIdentifier algorithm, byte[] signature) {
    this.der = der;
    this.from = tbs.offset();
    this.to = DerCursor.endOf(der, from);
    this.algorithm = algorithm;
    this.signature = signature;
  }

  /**
   * Reads the fields after the signed octets.
   *
   * @param tbs at the TBSCertList
   * @param algorithm the encoded AlgorithmIdentifier
   * @param value the contents of the BIT STRING
   * @throws IllegalArgumentException if the signature has unused bits, or the algorithm is
   *     malformed
   */
  static CrlSignature read(byte[] der, DerCursor tbs, byte[] algorithm, byte[] value) {
    if (value.length == 0 || value[0] != 0) {
      throw new IllegalArgumentException("a signature with unused bits");
    }
    return new CrlSignature(
        der,
        tbs,
        AlgorithmIdentifier.getInstance(StrictExtensions.strict(algorithm)),
        Arrays.copyOfRange(value, 1, value.length));
  }

  AlgorithmIdentifier algorithm() {
    return algorithm;
  }

  /** Returns true if the signature verifies with the key. */
  boolean isSignedBy(SubjectPublicKeyInfo key) {
    byte[] content = Arrays.copyOfRange(der, from, to);
    return BouncyCastle.signed(content, algorithm, signature, key);
  }
}
