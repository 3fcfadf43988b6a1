package io.github.proxymtls.internal.path;

import java.security.cert.CertificateParsingException;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.jce.provider.X509CertificateObject;
import org.jspecify.annotations.Nullable;

/**
 * A certificate without its name constraints, for Bouncy Castle's path validation, which cannot
 * skip them. {@link NameConstraintsChecker} checks them instead.
 */
@SuppressWarnings({
  "deprecation",
  "unchecked"
}) // no other class can be extended; it has no generics
final class UnconstrainedCertificate extends X509CertificateObject {

  private static final String NAME_CONSTRAINTS = Extension.nameConstraints.getId();

  UnconstrainedCertificate(Certificate certificate) throws CertificateParsingException {
    super(certificate);
  }

  @Override
  public byte @Nullable [] getExtensionValue(String oid) {
    return oid.equals(NAME_CONSTRAINTS) ? null : super.getExtensionValue(oid);
  }

  @Override
  public @Nullable Set<String> getCriticalExtensionOIDs() {
    Set<String> critical = super.getCriticalExtensionOIDs();
    if (critical == null) {
      return null;
    }
    Set<String> others = new HashSet<>(critical);
    others.remove(NAME_CONSTRAINTS);
    return others;
  }
}
