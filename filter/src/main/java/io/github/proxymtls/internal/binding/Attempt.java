package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.Acceptance;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Rejection;
import io.github.proxymtls.internal.path.PinnedCertificate;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import org.jspecify.annotations.Nullable;

/**
 * One request and what it presents.
 *
 * @param presented null where there is no certificate
 * @param proxy the authenticated proxy, or null
 * @param required true where a request without a certificate is rejected
 */
record Attempt(
    RequestFacts request,
    ClientBinding.@Nullable Presented presented,
    @Nullable ProxyIdentity proxy,
    boolean required) {

  /** The thumbprint of the certificate, or null where there is none. */
  @Nullable String thumbprint() {
    return presented == null ? null : presented.certificate().names().thumbprint();
  }

  /** True where there is a certificate that only a pin can accept. */
  boolean isPinnedCandidate() {
    return presented != null && presented.certificate() instanceof PinnedCertificate;
  }

  /** Accepts the certificate for what it is; without one the request is anonymous. */
  Decision withoutClient(EndpointKind where) {
    if (presented == null) {
      return new NoClient(proxy);
    }
    return presented.certificate() instanceof ValidatedCertificate validated
        ? new Acceptance(BoundClient.of(validated, presented, null))
        : new Rejection(
            Reason.CERTIFICATE_NOT_PINNED, "nobody known issued the certificate", where);
  }
}
