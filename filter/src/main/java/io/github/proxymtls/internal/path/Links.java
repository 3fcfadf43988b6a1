package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.BouncyCastle;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * Who issued whom, each pair asked once and each key built once. A link whose signature or key the
 * rules refuse is not verified; it counts by its name alone, with its flaw. Good for one search.
 */
final class Links {

  /** No search verifies more signatures; one by a slow key counts twice. */
  static final int MAXIMUM_SIGNATURES = 24;

  private final PathRules rules;
  private final Map<PathNode, Map<PathNode, Optional<Link>>> links = new HashMap<>();
  private final Map<PathNode, Optional<PublicKey>> keys = new HashMap<>();
  private int signatures;
  private boolean exhausted;

  Links(PathRules rules) {
    this.rules = rules;
  }

  /**
   * An issuer whose name and signature are right.
   *
   * @param signatureFlaw what the rules say against the signature; null where nothing
   * @param keyFlaw what they say against the issuer's key; null where nothing
   */
  record Link(@Nullable String signatureFlaw, @Nullable String keyFlaw) {}

  /** The link between a certificate and one whose subject is its issuer; empty if there is none. */
  Optional<Link> between(PathNode certificate, PathNode issuer) {
    return links
        .computeIfAbsent(certificate, node -> new HashMap<>())
        .computeIfAbsent(issuer, node -> find(certificate, node));
  }

  private Optional<Link> find(PathNode certificate, PathNode issuer) {
    String signature = signatureFlaw(certificate, issuer);
    String key = signature == null ? rules.keyFlaw(issuer) : null;
    return signature != null || key != null || isSigned(certificate, issuer)
        ? Optional.of(new Link(signature, key))
        : Optional.empty();
  }

  private @Nullable String signatureFlaw(PathNode certificate, PathNode issuer) {
    Certificate signed = certificate.certificate().parsed();
    String flaw = rules.signatures().flaw(signed);
    return flaw == null
        ? AlgorithmPolicy.pairFlaw(keyOf(issuer), signed.getSignatureAlgorithm())
        : flaw;
  }

  private static SubjectPublicKeyInfo keyOf(PathNode issuer) {
    return issuer.certificate().parsed().getSubjectPublicKeyInfo();
  }

  /** A large RSA key costs more to build than to use. */
  private boolean isSigned(PathNode certificate, PathNode issuer) {
    int cost = AlgorithmPolicy.isSlow(keyOf(issuer)) ? 2 : 1;
    if (signatures + cost > MAXIMUM_SIGNATURES) {
      exhausted = true;
      return false;
    }
    signatures += cost;
    return keys.computeIfAbsent(issuer, node -> BouncyCastle.key(node.readable()))
        .filter(key -> BouncyCastle.signed(certificate.readable(), key))
        .isPresent();
  }

  /** How many signatures were verified, those by slow keys twice. */
  int signatures() {
    return signatures;
  }

  /** True where a signature was not verified because there were too many. */
  boolean exhausted() {
    return exhausted;
  }
}
