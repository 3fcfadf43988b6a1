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

/** Bouncy Castle's path validation. It judges the whole path, path length and policies included. */
final class BouncyCastlePathValidator {

  private BouncyCastlePathValidator() {}

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
      CertPath ordered = BouncyCastle.factory().generateCertPath(unconstrained(path));
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      KnownExtensions.parameters(parameters, inputs, now);
      CertPathValidator.getInstance("PKIX", BouncyCastle.PROVIDER).validate(ordered, parameters);
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
