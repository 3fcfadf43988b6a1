package io.github.proxymtls.internal.x509;

import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;

/**
 * Calls Bouncy Castle's certificate parser and signature verification. Uses a provider instance
 * that is not registered with the JDK.
 */
public final class BouncyCastle {

  /** The provider. It is not registered with the JDK. */
  public static final Provider PROVIDER = new BouncyCastleProvider();

  private BouncyCastle() {}

  /**
   * Parses a certificate without building its key.
   *
   * @throws IllegalArgumentException if Bouncy Castle rejects it
   */
  public static X509Certificate parse(ParsedCertificate certificate) {
    return certificate.read(factory());
  }

  /** Creates a new factory, because factories have state. */
  public static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509", PROVIDER);
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Builds the subject's key. Returns empty if the key is invalid. */
  public static Optional<PublicKey> key(X509Certificate certificate) {
    try {
      return Optional.ofNullable(certificate.getPublicKey());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Returns true if the certificate is signed with the issuer's key. */
  public static boolean signed(X509Certificate certificate, PublicKey issuer) {
    try {
      certificate.verify(issuer, PROVIDER);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Returns true if the signature of the content verifies with the key, and the key may be used
   * with the algorithm. Accepts any algorithm. Callers check {@link AlgorithmPolicy} first.
   */
  public static boolean signed(
      byte[] content, AlgorithmIdentifier algorithm, byte[] signature, SubjectPublicKeyInfo key) {
    if (AlgorithmPolicy.keyUseFlaw(key, algorithm) != null) {
      return false;
    }
    try {
      ContentVerifier verifier =
          new JcaContentVerifierProviderBuilder().setProvider(PROVIDER).build(key).get(algorithm);
      try (OutputStream stream = verifier.getOutputStream()) {
        stream.write(content);
      }
      return verifier.verify(signature);
    } catch (OperatorCreationException | IOException | RuntimeException e) {
      return false;
    }
  }
}
