package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.CertificateNames;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that may be presented to the application: a {@link ValidatedCertificate} or a
 * {@link PinnedCertificate}.
 */
public sealed interface ClientCertificate permits ValidatedCertificate, PinnedCertificate {

  /** Returns the client's own certificate. */
  X509Certificate leaf();

  /** Returns the names and the thumbprint of the leaf. */
  CertificateNames names();

  /** Returns a refusal if a certificate is not valid at this time, otherwise null. */
  @Nullable Refusal refusalAt(Instant now);

  /** Returns the leaf and the certificates above it that are kept with it. */
  List<X509Certificate> path();
}
