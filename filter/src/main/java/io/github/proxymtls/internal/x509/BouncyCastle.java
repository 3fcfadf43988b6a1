package io.github.proxymtls.internal.x509;

import java.io.IOException;
import java.io.OutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.util.BCJcaJceHelper;
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
  public static final Provider PROVIDER = unregistered();

  private BouncyCastle() {}

  /**
   * Returns the instance that Bouncy Castle's own parser and validator create, because each
   * instance takes long to create. They use the application's instance if it has registered one.
   */
  @SuppressWarnings("ReferenceEquality") // Providers are equal if their entries are.
  static Provider unregistered() {
    Provider used = new BCJcaJceHelper().getProvider();
    return used == Security.getProvider(BouncyCastleProvider.PROVIDER_NAME)
        ? new BouncyCastleProvider()
        : used;
  }

  /**
   * Loads the classes that parse and validate any certificate. In a cold JVM this takes half of the
   * start, so a second thread can call it early.
   */
  public static void load() {
    try {
      factory();
      for (String algorithm : List.of("RSA", "EC")) {
        KeyFactory.getInstance(algorithm, PROVIDER);
      }
      for (String algorithm : List.of("SHA256withRSA", "SHA256withECDSA")) {
        Signature.getInstance(algorithm, PROVIDER);
      }
      CertPathValidator.getInstance("PKIX", PROVIDER);
      verifiers();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JcaContentVerifierProviderBuilder verifiers() {
    return new JcaContentVerifierProviderBuilder().setProvider(PROVIDER);
  }

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
  public static Optional<PublicKey> key(ParsedCertificate certificate) {
    try {
      SubjectPublicKeyInfo info = certificate.parsed().getSubjectPublicKeyInfo();
      return Optional.ofNullable(BouncyCastleProvider.getPublicKey(info));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Verifies the signature of a certificate. Its octets are strict DER, so they are verified as
   * received, and not encoded again. Accepts any algorithm. Callers check {@link AlgorithmPolicy}
   * first.
   *
   * @throws SignatureException if the signature is not valid
   */
  public static void verify(ParsedCertificate certificate, PublicKey issuer)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          SignatureException {
    Certificate parsed = certificate.parsed();
    AlgorithmIdentifier algorithm = parsed.getSignatureAlgorithm();
    if (!algorithm.equals(parsed.getTBSCertificate().getSignature())) {
      throw new CertificateException("two different signature algorithms");
    }
    Signature signature = signature(algorithm);
    signature.initVerify(issuer);
    certificate.updateSigned(signature);
    if (!signature.verify(parsed.getSignature().getOctets())) {
      throw new SignatureException("not signed with this key");
    }
  }

  private static Signature signature(AlgorithmIdentifier algorithm)
      throws NoSuchAlgorithmException, SignatureException {
    Signature signature = Signature.getInstance(algorithm.getAlgorithm().getId(), PROVIDER);
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      try {
        AlgorithmParameters pss = AlgorithmParameters.getInstance("PSS", PROVIDER);
        pss.init(algorithm.getParameters().toASN1Primitive().getEncoded(ASN1Encoding.DER));
        signature.setParameter(pss.getParameterSpec(PSSParameterSpec.class));
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        throw new SignatureException("parameters of RSASSA-PSS", e);
      }
    }
    return signature;
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
      ContentVerifier verifier = verifiers().build(key).get(algorithm);
      try (OutputStream stream = verifier.getOutputStream()) {
        stream.write(content);
      }
      return verifier.verify(signature);
    } catch (OperatorCreationException | IOException | RuntimeException e) {
      return false;
    }
  }
}
