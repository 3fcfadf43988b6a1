package io.github.proxymtls.trust;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The platform's own path validation: a second opinion by another author on every path, with the
 * algorithm restrictions of the operator's JVM ({@code jdk.certpath.disabledAlgorithms}).
 */
final class Platform {

  private static final String ML_DSA = "ML-DSA";

  private Platform() {}

  /** True where it can verify what an anchor with this key signed: old platforms lack ML-DSA. */
  static boolean understands(Candidate anchor) {
    return !AlgorithmPolicy.isMlDsa(anchor.parsed().getSubjectPublicKeyInfo()) || hasMlDsa();
  }

  private static boolean hasMlDsa() {
    try {
      Signature.getInstance(ML_DSA);
      return true;
    } catch (NoSuchAlgorithmException e) {
      return false;
    }
  }

  /**
   * Validates a path by RFC 5280 section 6.1, at a second, without revocation. Its word on name
   * constraints does not count: it takes none from an anchor, and it reads the common name of a
   * certificate without alternative names as a DNS name, though RFC 5280 does not.
   *
   * @param path leaf first, the anchor last
   * @return why it is invalid; null where it is valid
   */
  static TrustDecision.@Nullable Refused invalidity(
      List<X509Certificate> path, Consumer<PKIXParameters> inputs, Instant now) {
    try {
      int last = path.size() - 1;
      CertPath below = factory().generateCertPath(path.subList(0, last));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.get(last), null)));
      KnownExtensions.parameters(parameters, inputs, now);
      CertPathValidator.getInstance("PKIX").validate(below, parameters);
      return null;
    } catch (CertPathValidatorException e) {
      return e.getReason() == PKIXReason.INVALID_NAME ? null : refusal(e);
    } catch (GeneralSecurityException | RuntimeException e) {
      return refusal(e);
    }
  }

  private static TrustDecision.Refused refusal(Exception e) {
    return ValidatorRefusal.of("the platform refuses it: ", e);
  }

  private static CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509");
  }
}
