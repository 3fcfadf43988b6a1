package io.github.proxymtls.internal.x509;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.RSAKeyParameters;

/**
 * Bouncy Castle's test that the modulus of an RSA key is composite and has no small factor. Bouncy
 * Castle makes this test when it builds a key, and remembers the moduli that passed. A cold JVM
 * takes long for it. Unlike {@link BouncyCastle}, this class needs no provider, so that the test
 * can run while another thread creates the provider.
 */
public final class RsaModulus {

  private RsaModulus() {}

  /**
   * Returns true if the test passes, or the key is not an RSA key. Callers check {@link
   * AlgorithmPolicy} first, which limits the size.
   */
  public static boolean isSound(SubjectPublicKeyInfo key) {
    ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
    if (!algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)
        && !algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return true;
    }
    try {
      RSAPublicKey parsed = RSAPublicKey.getInstance(key.parsePublicKey());
      var unused = new RSAKeyParameters(false, parsed.getModulus(), parsed.getPublicExponent());
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
