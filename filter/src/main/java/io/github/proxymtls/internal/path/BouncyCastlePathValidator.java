package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.BouncyCastle;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
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
  static @Nullable Refusal invalidity(
      List<BouncyCastleCertificate> path,
      TrustAnchor anchor,
      Consumer<PKIXParameters> inputs,
      Instant now) {
    try {
      CertPath ordered = BouncyCastle.factory().generateCertPath(path);
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      KnownExtensions.parameters(parameters, inputs, now);
      CertPathValidator.getInstance("PKIX", BouncyCastle.PROVIDER).validate(ordered, parameters);
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      return ValidatorRefusal.of("", e);
    }
  }
}
