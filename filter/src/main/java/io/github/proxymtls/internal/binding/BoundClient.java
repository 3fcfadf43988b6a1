package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.internal.binding.registry.Registration;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The accepted client, which is also the decision to accept it. Only this package creates it, after
 * every check has passed.
 *
 * @param presented its certificate and where it came from
 * @param clientId the OAuth client, or null
 */
record BoundClient(ReceivedCertificate presented, Acceptance acceptance, @Nullable String clientId)
    implements ClientIdentity, Decision.Accepted {

  /** A certificate without a client. */
  static BoundClient of(ReceivedCertificate presented) {
    return new BoundClient(presented, acceptance(presented), null);
  }

  /** A client that was authenticated by its certificate. */
  static BoundClient of(ReceivedCertificate presented, Registration registration) {
    return new BoundClient(presented, acceptance(presented), registration.clientId());
  }

  /** A certificate to which tokens may be bound, without authentication (RFC 8705 section 4). */
  static BoundClient unauthenticated(ReceivedCertificate presented) {
    return new BoundClient(presented, Acceptance.UNAUTHENTICATED, null);
  }

  /** A pinned certificate proves possession of the key only: it has no path and no principal. */
  private static Acceptance acceptance(ReceivedCertificate presented) {
    return presented.certificate() instanceof ValidatedCertificate validated
        ? validated.acceptance()
        : Acceptance.PINNED;
  }

  @Override
  public ClientIdentity client() {
    return this;
  }

  @Override
  public X509Certificate certificate() {
    return presented.certificate().leaf();
  }

  @Override
  public List<X509Certificate> chain() {
    return presented.certificate() instanceof ValidatedCertificate validated
        ? validated.path()
        : List.of(certificate());
  }

  @Override
  public String thumbprint() {
    return presented.certificate().names().thumbprint();
  }

  @Override
  public Source source() {
    return presented.source();
  }

  @Override
  public @Nullable ProxyIdentity proxy() {
    return presented.proxy();
  }

  @Override
  public @Nullable String profile() {
    return presented.profile();
  }

  @Override
  public @Nullable String principal() {
    return presented.certificate() instanceof ValidatedCertificate validated
        ? validated.principal()
        : null;
  }

  /** Omits the certificate, so that logging an identity does not log a certificate. */
  @Override
  public String toString() {
    return "ClientIdentity[thumbprint=" + thumbprint() + ", acceptance=" + acceptance + "]";
  }
}
