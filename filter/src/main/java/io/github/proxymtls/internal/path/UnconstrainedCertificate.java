package io.github.proxymtls.internal.path;

import java.security.cert.CertificateParsingException;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.jce.provider.X509CertificateObject;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as Bouncy Castle's path validation sees it, without its name constraints. They are
 * checked by {@link NameConstraintsChecker}, and Bouncy Castle cannot be told to leave them.
 */
@SuppressWarnings({"deprecation", "unchecked"}) // the one class that can be extended; no generics
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
