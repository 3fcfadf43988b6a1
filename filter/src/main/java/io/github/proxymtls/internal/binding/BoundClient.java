package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.path.PinnedCertificate;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The accepted client. Only this package creates it, after every check has passed. */
record BoundClient(
    X509Certificate certificate,
    List<X509Certificate> chain,
    Acceptance acceptance,
    String thumbprint,
    Source source,
    @Nullable ProxyIdentity proxy,
    @Nullable String profile,
    @Nullable String clientId,
    @Nullable String principal)
    implements ClientIdentity {

  static BoundClient of(
      ValidatedCertificate validated,
      ClientBinding.Presented presented,
      @Nullable String clientId) {
    return new BoundClient(
        validated.leaf(),
        validated.path(),
        validated.acceptance(),
        validated.names().thumbprint(),
        presented.source(),
        presented.proxy(),
        presented.profile(),
        clientId,
        validated.principal());
  }

  /** A pin proves possession of the key only: there is no path and no principal. */
  static BoundClient of(
      PinnedCertificate pinned, ClientBinding.Presented presented, @Nullable String clientId) {
    return alone(pinned, Acceptance.PINNED, presented, clientId);
  }

  /** A certificate to which tokens may be bound, without authentication (RFC 8705 section 4). */
  static BoundClient unauthenticated(
      PinnedCertificate pinnable, ClientBinding.Presented presented) {
    return alone(pinnable, Acceptance.UNAUTHENTICATED, presented, null);
  }

  private static BoundClient alone(
      PinnedCertificate pinned,
      Acceptance acceptance,
      ClientBinding.Presented presented,
      @Nullable String clientId) {
    return new BoundClient(
        pinned.leaf(),
        List.of(pinned.leaf()),
        acceptance,
        pinned.names().thumbprint(),
        presented.source(),
        presented.proxy(),
        presented.profile(),
        clientId,
        null);
  }

  /** Omits the certificate, so that logging an identity does not log a certificate. */
  @Override
  public String toString() {
    return "ClientIdentity[thumbprint=" + thumbprint + ", acceptance=" + acceptance + "]";
  }
}
