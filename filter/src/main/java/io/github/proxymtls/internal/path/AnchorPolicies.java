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
 * Converts the policy extensions of a trust anchor into inputs of path validation (RFC 5937 section
 * 3). The anchor's policies limit the user-initial-policy-set, and its constraints set the three
 * indicators. A SkipCerts value above zero sets an indicator for paths that are long enough to
 * reach it. A constraint that starts in the middle of a path applies to the whole path, because an
 * indicator is either true or false. This can only reject more paths.
 */
final class AnchorPolicies {

  private static final String ANY_POLICY = "2.5.29.32.0";

  /**
   * Critical extensions of an anchor that are processed, or that do not affect subordinate
   * certificates.
   */
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

  /**
   * Returns an extension of an anchor that has no equivalent input of path validation, or null if
   * there is none.
   */
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
   * Returns the inputs for a path.
   *
   * @param path from the leaf to the anchor
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

  /**
   * Counts the certificates from an index up to the anchor that reduce SkipCerts. Self-issued
   * certificates do not.
   */
  private static long counted(List<ParsedCertificate> path, int from) {
    return path.subList(Math.min(from, path.size() - 1), path.size() - 1).stream()
        .filter(certificate -> !certificate.selfIssued())
        .count();
  }

  private static boolean begins(@Nullable BigInteger skipped, long certificates) {
    return skipped != null && skipped.compareTo(BigInteger.valueOf(certificates)) <= 0;
  }

  /** Returns the policies of the anchor, empty for anyPolicy. */
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

  /** Restricts the initial policies. An empty set of initial policies means anyPolicy. */
  private static void limit(PKIXParameters parameters, Set<String> policies) {
    if (policies.isEmpty()) {
      return;
    }
    Set<String> both = new HashSet<>(policies);
    if (!parameters.getInitialPolicies().isEmpty()) {
      both.retainAll(parameters.getInitialPolicies());
    }
    if (both.isEmpty()) {
      throw new IllegalArgumentException("the anchor has none of the initial policies");
    }
    parameters.setInitialPolicies(both);
  }
}
