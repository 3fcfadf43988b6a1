package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.List;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * Counts the comparisons that the name constraints of a path need, each with every name below it.
 */
final class NameComparisons {

  /** The maximum for a path that is validated. */
  static final int MAX = 32 * 1024;

  private NameComparisons() {}

  /**
   * Counts the comparisons.
   *
   * @param path from the leaf to the anchor
   * @throws IllegalArgumentException if an extension is malformed
   */
  static long count(List<ParsedCertificate> path) {
    long constraints = 0;
    long count = 0;
    for (int i = path.size() - 1; i >= 0; i--) {
      count += constraints * names(path.get(i));
      constraints += constraints(path.get(i));
    }
    return count;
  }

  private static long constraints(ParsedCertificate certificate) {
    NameConstraints constraints =
        certificate.extension(Extension.nameConstraints, NameConstraints::getInstance);
    return constraints == null
        ? 0
        : length(constraints.getPermittedSubtrees()) + length(constraints.getExcludedSubtrees());
  }

  private static long length(Object @Nullable [] subtrees) {
    return subtrees == null ? 0 : subtrees.length;
  }

  /** Counts each attribute of the subject, because emailAddress attributes are names, too. */
  private static long names(ParsedCertificate certificate) {
    long names = 1;
    for (RDN rdn : certificate.parsed().getSubject().getRDNs()) {
      names += rdn.size();
    }
    GeneralNames alternative =
        certificate.extension(Extension.subjectAlternativeName, GeneralNames::getInstance);
    return alternative == null ? names : names + alternative.getNames().length;
  }
}
