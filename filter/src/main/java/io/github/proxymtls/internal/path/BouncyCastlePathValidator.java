package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.BouncyCastle;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/** Validates a path with Bouncy Castle, including path length and policies of the whole path. */
final class BouncyCastlePathValidator {

  private BouncyCastlePathValidator() {}

  /**
   * Validates a path by RFC 5280 section 6.1, at a time with second precision, without revocation
   * and name constraints.
   *
   * @param path from the leaf, without the anchor
   * @return why the path is invalid, or null if it is valid
   */
  static TrustDecision.@Nullable Refused invalidity(
      List<X509Certificate> path,
      TrustAnchor anchor,
      Consumer<PKIXParameters> inputs,
      Instant now) {
    try {
      CertPath ordered = BouncyCastle.factory().generateCertPath(unconstrained(path));
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      KnownExtensions.parameters(parameters, inputs, now);
      CertPathValidator.getInstance("PKIX", BouncyCastle.PROVIDER).validate(ordered, parameters);
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      return ValidatorRefusal.of("", e);
    }
  }

  /** Returns the same path with the name constraints of the issuers removed. */
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
