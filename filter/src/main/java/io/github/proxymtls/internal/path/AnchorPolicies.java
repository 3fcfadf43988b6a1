package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.ExtensionSyntax;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.math.BigInteger;
import java.security.cert.PKIXParameters;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.PolicyConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.jspecify.annotations.Nullable;

/**
 * What the extensions of a trust anchor say about policies, as inputs of path validation (RFC 5937
 * section 3): its policies limit the user-initial-policy-set, and its constraints set the three
 * indicators. A skip count above zero sets an indicator for the paths that are long enough to reach
 * it. Where a constraint begins in the middle of a path, the whole path is held to it, which only
 * refuses more: an input of path validation is true or false.
 */
final class AnchorPolicies {

  private static final String ANY_POLICY = "2.5.29.32.0";

  /** Critical extensions of an anchor that count, or that say nothing about those below it. */
  private static final Set<ASN1ObjectIdentifier> EXPRESSIBLE =
      Set.of(
          Extension.basicConstraints,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          Extension.nameConstraints,
          Extension.certificatePolicies,
          Extension.policyConstraints,
          Extension.inhibitAnyPolicy,
          Extension.subjectAlternativeName,
          Extension.issuerAlternativeName,
          Extension.subjectKeyIdentifier,
          Extension.authorityKeyIdentifier,
          Extension.cRLDistributionPoints,
          Extension.authorityInfoAccess);

  private final ParsedCertificate anchor;

  private AnchorPolicies(ParsedCertificate anchor) {
    this.anchor = anchor;
  }

  /** The extension of an anchor that no input of path validation expresses; null for none. */
  static @Nullable String inexpressible(ParsedCertificate anchor) {
    Extensions extensions = anchor.parsed().getTBSCertificate().getExtensions();
    if (extensions == null) {
      return null;
    }
    if (extensions.getExtension(Extension.policyMappings) != null) {
      return "policyMappings (" + Extension.policyMappings.getId() + ")";
    }
    if (ExtensionSyntax.hasUnknownQualifier(anchor)) {
      return "certificatePolicies ("
          + Extension.certificatePolicies.getId()
          + "), which is critical and has an unknown qualifier";
    }
    for (ASN1ObjectIdentifier critical : extensions.getCriticalExtensionOIDs()) {
      if (!EXPRESSIBLE.contains(critical)) {
        return critical.getId() + ", which is critical and unknown";
      }
    }
    return null;
  }

  /**
   * Sets the inputs for a path.
   *
   * @param path leaf first, the anchor last
   * @throws IllegalArgumentException if an extension is malformed
   */
  static Consumer<PKIXParameters> of(List<ParsedCertificate> path) {
    return new AnchorPolicies(path.get(path.size() - 1)).inputs(path);
  }

  private Consumer<PKIXParameters> inputs(List<ParsedCertificate> path) {
    long issuers = counted(path, 1);
    long mappers = counted(path, 2);
    PolicyConstraints constraints =
        anchor.extension(Extension.policyConstraints, PolicyConstraints::getInstance);
    boolean explicit =
        constraints != null && begins(constraints.getRequireExplicitPolicyMapping(), issuers + 1);
    boolean noMapping =
        constraints != null && begins(constraints.getInhibitPolicyMapping(), mappers);
    ASN1Integer any = anchor.extension(Extension.inhibitAnyPolicy, ASN1Integer::getInstance);
    boolean noAny = any != null && begins(any.getValue(), issuers);
    Set<String> policies = policies();
    return parameters -> {
      limit(parameters, policies);
      parameters.setExplicitPolicyRequired(explicit || parameters.isExplicitPolicyRequired());
      parameters.setPolicyMappingInhibited(noMapping || parameters.isPolicyMappingInhibited());
      parameters.setAnyPolicyInhibited(noAny || parameters.isAnyPolicyInhibited());
    };
  }

  /** Those that use up a skip count, from an index up to the anchor: not the self-issued. */
  private static long counted(List<ParsedCertificate> path, int from) {
    return path.subList(Math.min(from, path.size() - 1), path.size() - 1).stream()
        .filter(certificate -> !certificate.selfIssued())
        .count();
  }

  private static boolean begins(@Nullable BigInteger skipped, long certificates) {
    return skipped != null && skipped.compareTo(BigInteger.valueOf(certificates)) <= 0;
  }

  /** Empty for any. */
  private Set<String> policies() {
    Set<String> policies = new HashSet<>();
    CertificatePolicies extension =
        anchor.extension(Extension.certificatePolicies, CertificatePolicies::getInstance);
    if (extension != null) {
      for (PolicyInformation policy : extension.getPolicyInformation()) {
        policies.add(policy.getPolicyIdentifier().getId());
      }
    }
    return policies.contains(ANY_POLICY) ? Set.of() : policies;
  }

  /** An empty set of initial policies stands for any. */
  private static void limit(PKIXParameters parameters, Set<String> policies) {
    if (policies.isEmpty()) {
      return;
    }
    Set<String> both = new HashSet<>(policies);
    if (!parameters.getInitialPolicies().isEmpty()) {
      both.retainAll(parameters.getInitialPolicies());
    }
    if (both.isEmpty()) {
      throw new IllegalArgumentException("no initial policy is one of the anchor's");
    }
    parameters.setInitialPolicies(both);
  }
}
