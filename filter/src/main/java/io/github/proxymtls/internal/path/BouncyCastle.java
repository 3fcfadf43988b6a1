package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The one place that calls Bouncy Castle's parser, signatures and path validation, by an instance
 * of the provider that is registered nowhere.
 */
public final class BouncyCastle {

  private static final Provider PROVIDER = new BouncyCastleProvider();

  private BouncyCastle() {}

  /**
   * Reads a certificate; builds no key.
   *
   * @throws IllegalArgumentException if Bouncy Castle refuses it
   */
  public static X509Certificate parse(ParsedCertificate certificate) {
    return certificate.read(factory());
  }

  /** A new one each time: it has state. */
  private static CertificateFactory factory() {
    try {
      return CertificateFactory.getInstance("X.509", PROVIDER);
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The subject's key, built anew; empty where it is none. */
  static Optional<PublicKey> key(X509Certificate certificate) {
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

  /**
   * Validates a path by RFC 5280 section 6.1, at a second, without revocation and name constraints.
   *
   * @param path leaf first, without the anchor
   * @return why it is invalid; null where it is valid
   */
  static TrustDecision.@Nullable Refused invalidity(
      List<X509Certificate> path,
      TrustAnchor anchor,
      Consumer<PKIXParameters> inputs,
      Instant now) {
    try {
      CertPath ordered = factory().generateCertPath(unconstrained(path));
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      KnownExtensions.parameters(parameters, inputs, now);
      CertPathValidator.getInstance("PKIX", PROVIDER).validate(ordered, parameters);
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      return ValidatorRefusal.of("", e);
    }
  }

  /** The same path; issuers that have name constraints are without them. */
  private static List<X509Certificate> unconstrained(List<X509Certificate> path)
      throws CertificateException {
    List<X509Certificate> all = new ArrayList<>(path);
    for (int i = 1; i < all.size(); i++) {
      X509Certificate issuer = all.get(i);
      if (issuer.getExtensionValue(Extension.nameConstraints.getId()) != null) {
        all.set(i, new UnconstrainedCertificate(Certificate.getInstance(issuer.getEncoded())));
      }
    }
    return all;
  }
}
