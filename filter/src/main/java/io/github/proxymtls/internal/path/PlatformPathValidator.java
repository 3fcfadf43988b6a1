package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.NameConstraintsExtension;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Validates every path with the JDK's path validation, in addition to Bouncy Castle's. This second,
 * independent implementation also applies the algorithm restrictions of the operator's JVM ({@code
 * jdk.certpath.disabledAlgorithms}).
 *
 * <p>The JDK's validator always checks name constraints, stops at the first violation, and has its
 * own interpretation: it treats a common name of one word as a DNS name, and an empty DNS name as
 * an error. It checks the constraints of certificates below an anchor, but not those of the anchor.
 * Therefore it gets the path in parts. Each part ends at a certificate with name constraints, which
 * is the anchor of the next part. {@link NameConstraintsChecker} checks the names instead, and no
 * result of the JDK's validator is ignored.
 *
 * <p>The validator checks every certificate and its issuer (signature, dates, name chaining,
 * algorithms, keys, distrusted CAs, critical extensions). It checks path length, policies, and
 * whether the anchor is one of the JDK's for each part only. A path without name constraints below
 * its anchor is a single part. {@link BouncyCastlePathValidator} checks path length and policies
 * for the whole path.
 */
final class PlatformPathValidator {

  private static final String ML_DSA = "ML-DSA";

  private PlatformPathValidator() {}

  /** Returns true if the JDK supports the key of the anchor. Older JDKs do not support ML-DSA. */
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
   * Validates a path by RFC 5280 section 6.1, at a time with second precision, without revocation
   * and name constraints.
   *
   * @param path from the leaf to the anchor
   * @param inputs the inputs for the whole path; they apply to the first part only
   * @return why the path is invalid, or null if it is valid
   */
  static @Nullable Refusal invalidity(
      List<PathNode> path, Consumer<PKIXParameters> inputs, Instant now) {
    Consumer<PKIXParameters> own = inputs;
    int issuer = path.size() - 1;
    while (issuer > 0) {
      int last = lastOfPart(path, issuer);
      Refusal refusal = partInvalidity(path.subList(last, issuer + 1), own, now);
      if (refusal != null) {
        return refusal;
      }
      own = parameters -> {};
      issuer = last;
    }
    return null;
  }

  /**
   * Returns the first certificate below an issuer that has name constraints, otherwise the leaf.
   */
  private static int lastOfPart(List<PathNode> path, int issuer) {
    int last = issuer - 1;
    while (last > 0 && !NameConstraintsExtension.isIn(path.get(last).certificate())) {
      last--;
    }
    return last;
  }

  private static @Nullable Refusal partInvalidity(
      List<PathNode> part, Consumer<PKIXParameters> inputs, Instant now) {
    try {
      int anchor = part.size() - 1;
      CertPath below = factory().generateCertPath(readable(part.subList(0, anchor)));
      PKIXParameters parameters =
          new PKIXParameters(Set.of(new TrustAnchor(part.get(anchor).x509Certificate(), null)));
      KnownExtensions.parameters(parameters, inputs, now);
      CertPathValidator.getInstance("PKIX").validate(below, parameters);
      return null;
    } catch (GeneralSecurityException | RuntimeException e) {
      return ValidatorRefusal.of("rejected by the JDK: ", e);
    }
  }

  /** Leaves out the last certificate of the part if the JDK cannot parse it. */
  private static List<X509Certificate> readable(List<PathNode> part) {
    int first = part.get(0).certificate().isReadByPlatform() ? 0 : 1;
    List<X509Certificate> certificates = new ArrayList<>(part.size());
    for (PathNode node : part.subList(first, part.size())) {
      certificates.add(node.x509Certificate());
    }
    return certificates;
  }

  private static CertificateFactory factory() throws CertificateException {
    return CertificateFactory.getInstance("X.509");
  }
}
