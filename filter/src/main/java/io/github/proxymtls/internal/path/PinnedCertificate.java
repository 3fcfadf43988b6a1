package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that nobody known issued: only a registered pin or the {@code cnf} of a verified
 * token can accept it (RFC 8705 sections 2.2 and 6.2). Only {@link CertificateValidator} makes one.
 */
public final class PinnedCertificate implements TrustDecision.Presentable {

  private final X509Certificate certificate;
  private final CertificateNames names;
  private final Validity validity;

  PinnedCertificate(X509Certificate certificate, CertificateNames names) {
    this.certificate = certificate;
    this.names = names;
    this.validity = Validity.of(Validity.position(0), certificate);
  }

  /** The certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Its thumbprint, and no names: they would prove nothing. */
  @Override
  public CertificateNames names() {
    return names;
  }

  /** Refuses where the certificate is not valid at this instant; null where it is. */
  @Override
  public TrustDecision.@Nullable Refused refusalAt(Instant now) {
    return validity.refusalAt(now);
  }

  @Override
  public int bytes() {
    return CertificateWeight.of(certificate);
  }

  /** True: nobody can revoke it. */
  @Override
  public boolean stands(Instant now) {
    return true;
  }
}
