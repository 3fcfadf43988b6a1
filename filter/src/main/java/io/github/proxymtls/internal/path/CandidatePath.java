package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.AlgorithmPolicy;
import io.github.proxymtls.internal.x509.ExtensionSyntax;
import io.github.proxymtls.internal.x509.KeyUsages;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A path from a leaf to an anchor whose names and signatures chain. It has not been validated yet.
 *
 * @param nodes from the leaf to the anchor
 * @param flaw why the algorithm policy rejects it, or null
 */
record CandidatePath(List<PathNode> nodes, @Nullable String flaw) {

  /** Both validators verify each signature again. */
  private static final int MAX_SLOW_SIGNATURES = 6;

  CandidatePath {
    nodes = List.copyOf(nodes);
  }

  /**
   * Returns why the path is rejected by the checks that need no signature: algorithms, validity, CA
   * and extended key usage extensions, path length and the cost of validation. Returns null if it
   * passes.
   */
  @Nullable Refusal ruleRefusal(PathRules rules, Instant now) {
    if (flaw != null) {
      return Refusal.asFinal(Reason.CERTIFICATE_ALGORITHM, flaw);
    }
    for (int i = 0; i < nodes.size(); i++) {
      ParsedCertificate certificate = nodes.get(i).certificate();
      Refusal dated = Validity.of(Validity.position(i), certificate).refusalAt(now);
      if (dated != null) {
        return dated;
      }
    }
    String unfit = ruleViolation(rules);
    if (unfit != null) {
      return Refusal.asFinal(Reason.CERTIFICATE_UNTRUSTED, unfit);
    }
    String limitViolation = limitViolation();
    return limitViolation == null
        ? null
        : new Refusal(Reason.CERTIFICATE_UNTRUSTED, limitViolation);
  }

  private @Nullable String ruleViolation(PathRules rules) {
    for (int i = 1; i < nodes.size(); i++) {
      ParsedCertificate issuer = nodes.get(i).certificate();
      if (!KeyUsages.mayIssue(issuer)) {
        return Validity.position(i) + " is not a CA by its basic constraints and key usage";
      }
      if (!KeyUsages.allowsIssuingClients(issuer, rules.extendedKeyUsage())) {
        return Validity.position(i) + " lacks clientAuth in its extended key usage";
      }
    }
    if (issuersBelowAnchor() > rules.issuers()) {
      return "more than " + rules.issuers() + " issuers below the anchor";
    }
    Integer limit = KeyUsages.pathLength(nodes.get(nodes.size() - 1).certificate());
    return limit != null && issuersBelowAnchor() > limit
        ? "the anchor's path length is " + limit
        : null;
  }

  /** Returns which limit on the cost of validation the path exceeds, or null if none. */
  private @Nullable String limitViolation() {
    List<ParsedCertificate> certificates = certificates();
    if (slowSignatures() > MAX_SLOW_SIGNATURES) {
      return "more than " + MAX_SLOW_SIGNATURES + " issuers have keys on P-384 or P-521";
    }
    if (PolicyTree.nodes(certificates) > PolicyTree.MAX_NODES) {
      return "its valid policy tree has more than " + PolicyTree.MAX_NODES + " nodes";
    }
    return NameComparisons.count(certificates) > NameComparisons.MAX
        ? "its name constraints take more than " + NameComparisons.MAX + " comparisons"
        : null;
  }

  /**
   * Returns why the path is invalid by RFC 5280 section 6.1, or null if it is valid. Checks policy
   * qualifiers and name constraints here and lets both validators check the rest.
   */
  @Nullable Refusal invalidity(PathRules rules, Instant now) {
    List<ParsedCertificate> certificates = certificates();
    String violation = violation(certificates);
    if (violation != null) {
      return Refusal.asFinal(Reason.CERTIFICATE_UNTRUSTED, violation);
    }
    PathNode top = nodes.get(nodes.size() - 1);
    List<BouncyCastleCertificate> below =
        nodes.subList(0, nodes.size() - 1).stream().map(PathNode::bouncyCastleCertificate).toList();
    TrustAnchor anchor = Objects.requireNonNull(top.anchor());
    Consumer<PKIXParameters> inputs = rules.inputs().andThen(AnchorPolicies.of(certificates));
    Refusal invalidity = BouncyCastlePathValidator.invalidity(below, anchor, inputs, now);
    return invalidity == null && PlatformPathValidator.understands(top.certificate())
        ? PlatformPathValidator.invalidity(nodes, inputs, now)
        : invalidity;
  }

  private static @Nullable String violation(List<ParsedCertificate> certificates) {
    for (int i = 0; i < certificates.size() - 1; i++) {
      if (ExtensionSyntax.hasUnknownQualifier(certificates.get(i))) {
        return Validity.position(i) + ": critical certificate policies with an unknown qualifier";
      }
    }
    return NameConstraintsChecker.violation(certificates);
  }

  private List<ParsedCertificate> certificates() {
    return nodes.stream().map(PathNode::certificate).toList();
  }

  private long slowSignatures() {
    long slow = 0;
    for (int i = 1; i < nodes.size(); i++) {
      Certificate issuer = nodes.get(i).certificate().parsed();
      slow += AlgorithmPolicy.isSlow(issuer.getSubjectPublicKeyInfo()) ? 1 : 0;
    }
    return slow;
  }

  /** Counts the issuers without self-issued certificates (RFC 5280 section 4.2.1.9). */
  private long issuersBelowAnchor() {
    return nodes.subList(1, nodes.size() - 1).stream()
        .filter(node -> !node.certificate().selfIssued())
        .count();
  }

  /** Returns the SHA-256 of the anchor. */
  String anchorThumbprint() {
    return nodes.get(nodes.size() - 1).certificate().thumbprint();
  }

  /** Returns the certificates as the application gets them. */
  List<X509Certificate> x509Certificates() {
    return nodes.stream().map(PathNode::x509Certificate).toList();
  }

  /** Returns those of its certificates that are configured; the last is the anchor. */
  List<X509Certificate> configuredCertificates() {
    return nodes.stream().filter(PathNode::configured).map(PathNode::x509Certificate).toList();
  }
}
