package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that no configured CA issued. It is accepted only if a registered certificate or
 * the {@code cnf} claim of a verified token matches it (RFC 8705 sections 2.2 and 6.2). Only {@link
 * CertificateValidator} creates instances.
 */
public final class PinnedCertificate implements ClientCertificate {

  private final X509Certificate certificate;
  private final CertificateNames names;
  private final Validity validity;

  PinnedCertificate(X509Certificate certificate, CertificateNames names) {
    this.certificate = certificate;
    this.names = names;
    this.validity = Validity.of(Validity.position(0), certificate);
  }

  @Override
  public X509Certificate leaf() {
    return certificate;
  }

  /** Returns the thumbprint without names, because the names are not verified. */
  @Override
  public CertificateNames names() {
    return names;
  }

  /** Returns a refusal if the certificate is not valid at this time, otherwise null. */
  @Override
  public @Nullable Refusal refusalAt(Instant now) {
    return validity.refusalAt(now);
  }

  /** Returns the leaf alone. */
  @Override
  public List<X509Certificate> path() {
    return List.of(certificate);
  }
}
