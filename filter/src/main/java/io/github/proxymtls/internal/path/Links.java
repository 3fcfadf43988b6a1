package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Determines which certificate issued which. Each pair is checked once. If the rules reject the
 * signature algorithm or the key, the signature is not verified, and the link depends on the names
 * alone and records the flaw. One instance serves one search.
 */
final class Links {

  /**
   * The maximum number of signatures that a search verifies. A signature by a slow key counts
   * twice.
   */
  static final int MAXIMUM_SIGNATURES = 24;

  private final PathRules rules;
  private final Map<PathNode, Map<PathNode, Optional<Link>>> links = new HashMap<>();
  private int signatures;
  private boolean exhausted;

  Links(PathRules rules) {
    this.rules = rules;
  }

  /**
   * An issuer whose name and signature match.
   *
   * @param signatureFlaw why the rules reject the signature algorithm, or null
   * @param keyFlaw why the rules reject the issuer's key, or null
   */
  record Link(@Nullable String signatureFlaw, @Nullable String keyFlaw) {}

  /**
   * Returns the link between a certificate and a certificate whose subject is its issuer, or empty.
   */
  Optional<Link> between(PathNode certificate, PathNode issuer) {
    return links
        .computeIfAbsent(certificate, node -> new HashMap<>())
        .computeIfAbsent(issuer, node -> find(certificate, node));
  }

  private Optional<Link> find(PathNode certificate, PathNode issuer) {
    String signature = signatureFlaw(certificate, issuer);
    String key = signature == null ? issuer.keyFlaw(rules.keys()) : null;
    return signature != null || key != null || isSigned(certificate, issuer)
        ? Optional.of(new Link(signature, key))
        : Optional.empty();
  }

  private @Nullable String signatureFlaw(PathNode certificate, PathNode issuer) {
    Certificate signed = certificate.certificate().parsed();
    String flaw = rules.signatures().flaw(signed);
    return flaw == null
        ? AlgorithmPolicy.keyUseFlaw(keyOf(issuer), signed.getSignatureAlgorithm())
        : flaw;
  }

  private static SubjectPublicKeyInfo keyOf(PathNode issuer) {
    return issuer.certificate().parsed().getSubjectPublicKeyInfo();
  }

  private boolean isSigned(PathNode certificate, PathNode issuer) {
    int cost = AlgorithmPolicy.isSlow(keyOf(issuer)) ? 2 : 1;
    if (signatures + cost > MAXIMUM_SIGNATURES) {
      exhausted = true;
      return false;
    }
    signatures += cost;
    return issuer
        .bouncyCastleCertificate()
        .key()
        .filter(certificate.bouncyCastleCertificate()::isSignedBy)
        .isPresent();
  }

  /** Returns the number of verified signatures. Signatures by slow keys count twice. */
  int signatures() {
    return signatures;
  }

  /** Returns true if a signature was not verified because the maximum was reached. */
  boolean exhausted() {
    return exhausted;
  }
}
