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
 * Calls Bouncy Castle's parser and signature verification, by an instance of the provider that is
 * registered nowhere.
 */
public final class BouncyCastle {

  /** The provider; never registered with the platform. */
  public static final Provider PROVIDER = new BouncyCastleProvider();

  private BouncyCastle() {}

  /**
   * Reads a certificate; builds no key.
   *
   * @throws IllegalArgumentException if Bouncy Castle refuses it
   */
  public static X509Certificate parse(ParsedCertificate certificate) {
    return certificate.read(factory());
  }

  /** Makes a new factory, because a factory has state. */
  public static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509", PROVIDER);
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The subject's key, built anew; empty where it is none. */
  public static Optional<PublicKey> key(X509Certificate certificate) {
    try {
      return Optional.ofNullable(certificate.getPublicKey());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** True where the issuer's key made the signature of the certificate. */
  public static boolean signed(X509Certificate certificate, PublicKey issuer) {
    try {
      certificate.verify(issuer, PROVIDER);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /**
   * True where the key made this signature of the content, and may make such signatures. Any
   * algorithm is taken: {@link AlgorithmPolicy} is asked first.
   */
  public static boolean signed(
      byte[] content, AlgorithmIdentifier algorithm, byte[] signature, SubjectPublicKeyInfo key) {
    if (AlgorithmPolicy.pairFlaw(key, algorithm) != null) {
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
