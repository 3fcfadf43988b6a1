package io.github.proxymtls.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Generates key pairs with the JDK, and ML-DSA key pairs with Bouncy Castle, because older JDKs do
 * not support ML-DSA.
 */
final class Keys {

  /** One for all, because its construction takes longer than most signatures. */
  static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  private static final String ML_DSA = "ML-DSA";

  private Keys() {}

  /**
   * Generates a key pair.
   *
   * @param parameters the size in bits for RSA, the curve for EC
   */
  static KeyPair generate(String algorithm, Object parameters, SecureRandom random)
      throws GeneralSecurityException {
    if (algorithm.startsWith(ML_DSA)) {
      return KeyPairGenerator.getInstance(algorithm, BOUNCY_CASTLE).generateKeyPair();
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (parameters instanceof Integer bits) {
      generator.initialize(bits, random);
    } else if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec((String) parameters), random);
    }
    return generator.generateKeyPair();
  }

  /** Returns the usual signature algorithm of a key. */
  static String usualSignature(KeyPair signer) {
    if (signer.getPrivate() instanceof RSAKey) {
      return "SHA256withRSA";
    }
    if (signer.getPrivate() instanceof ECPrivateKey key) {
      return key.getParams().getOrder().bitLength() > 256 ? "SHA384withECDSA" : "SHA256withECDSA";
    }
    if (signer.getPrivate().getAlgorithm().startsWith(ML_DSA)) {
      return signer.getPrivate().getAlgorithm();
    }
    return ((EdECKey) signer.getPrivate()).getParams().getName();
  }
}
