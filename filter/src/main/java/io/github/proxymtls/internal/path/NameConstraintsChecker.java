package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.ConstrainedName;
import io.github.proxymtls.internal.x509.NameConstraintsExtension;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks the names on a path against the name constraints of every certificate above them,
 * including the anchor (RFC 5280 section 6.1.3 (b) and (c), 6.1.4 (g)). A name must satisfy each
 * extension separately, so that no intersections of subtrees are computed.
 *
 * <p>Self-issued certificates are exempt, except the leaf. A name of a type that no constraint
 * mentions is accepted. A name is rejected if a constraint applies to its type, but the type is not
 * supported or the name cannot be compared.
 */
final class NameConstraintsChecker {

  private NameConstraintsChecker() {}

  /**
   * Checks a path.
   *
   * @param path from the leaf to the anchor
   * @return which name violates a constraint, or null if none does
   * @throws IllegalArgumentException if a name or a constraint is malformed
   */
  static @Nullable String violation(List<ParsedCertificate> path) {
    List<NameConstraintsExtension> above = new ArrayList<>();
    for (int i = path.size() - 1; i >= 0; i--) {
      ParsedCertificate certificate = path.get(i);
      boolean exempt = above.isEmpty() || (i > 0 && certificate.selfIssued());
      String violation = exempt ? null : violation(certificate, above);
      if (violation != null) {
        return Validity.position(i) + ": " + violation;
      }
      NameConstraintsExtension own = NameConstraintsExtension.of(certificate);
      if (own != null) {
        above.add(own);
      }
    }
    return null;
  }

  private static @Nullable String violation(
      ParsedCertificate certificate, List<NameConstraintsExtension> above) {
    for (ConstrainedName name : ConstrainedName.of(certificate)) {
      for (NameConstraintsExtension constraints : above) {
        String violation = constraints.violation(name);
        if (violation != null) {
          return violation;
        }
      }
    }
    return null;
  }
}
