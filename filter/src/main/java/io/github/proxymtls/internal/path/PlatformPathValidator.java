package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.path.TrustDecision.Refused;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * The platform's own path validation: a second opinion by another author on every path, with the
 * algorithm restrictions of the operator's JVM ({@code jdk.certpath.disabledAlgorithms}).
 *
 * <p>It cannot be told to leave name constraints out, ends at the first that it sees violated, and
 * reads them in its own way: a common name of one word is a DNS name for it, and an empty DNS name
 * an error. It looks at the constraints of certificates below an anchor, and at no anchor's. So it
 * gets a path in parts: each ends at a certificate that has name constraints, which is the anchor
 * of the next. {@link NameConstraintsChecker} judges the names, and no verdict here is left out.
 *
 * <p>Its verdicts on a certificate and its issuer (signature, dates, chaining of the names,
 * algorithms, keys, distrust, critical extensions) are heard for every pair. Those on a whole path
 * (path length, policies, whether the top is an anchor that the JDK brings) are about a part; a
 * path without name constraints below its anchor is one part. {@link BouncyCastlePathValidator} has
 * path length and policies for the whole path.
 */
final class PlatformPathValidator {

  private static final String ML_DSA = "ML-DSA";
  private static final String NAME_CONSTRAINTS = Extension.nameConstraints.getId();

  private PlatformPathValidator() {}

  /** True where it can verify what an anchor with this key signed: old platforms lack ML-DSA. */
  static boolean understands(ParsedCertificate anchor) {
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
   * Validates a path by RFC 5280 section 6.1, at a second, without revocation and name constraints.
   *
   * @param path leaf first, the anchor last
   * @param inputs of the whole path; a later part has none
   * @return why it is invalid; null where it is valid
   */
  static @Nullable Refused invalidity(
      List<X509Certificate> path, Consumer<PKIXParameters> inputs, Instant now) {
    Consumer<PKIXParameters> own = inputs;
    int issuer = path.size() - 1;
    while (issuer > 0) {
      int last = lastOfPart(path, issuer);
      Refused refusal = partInvalidity(path.subList(last, issuer + 1), own, now);
      if (refusal != null) {
        return refusal;
      }
      own = parameters -> {};
      issuer = last;
    }
    return null;
  }

  /** The first certificate below an issuer that has name constraints, or else the leaf. */
  private static int lastOfPart(List<X509Certificate> path, int issuer) {
    int last = issuer - 1;
    while (last > 0 && path.get(last).getExtensionValue(NAME_CONSTRAINTS) == null) {
      last--;
    }
    return last;
  }

  private static @Nullable Refused partInvalidity(
      List<X509Certificate> part, Consumer<PKIXParameters> inputs, Instant now) {
    try {
      int anchor = part.size() - 1;
      CertPath below = factory().generateCertPath(readable(part.subList(0, anchor)));
      PKIXParameters parameters =
          new PKIXParameters(Set.of(new TrustAnchor(part.get(anchor), null)));
      KnownExtensions.parameters(parameters, inputs, now);
      CertPathValidator.getInstance("PKIX").validate(below, parameters);
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      return ValidatorRefusal.of("the platform refuses it: ", e);
    }
  }

  /** Without the last of a part where the platform cannot read it. */
  private static List<X509Certificate> readable(List<X509Certificate> part) {
    X509Certificate last = part.get(0);
    return last.getExtensionValue(NAME_CONSTRAINTS) == null
            || ParsedCertificate.of(last).isReadByPlatform()
        ? part
        : part.subList(1, part.size());
  }

  private static CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509");
  }
}
