package io.github.proxymtls.internal.binding;

import io.github.proxymtls.Decision;
import io.github.proxymtls.Form;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.decision.NoClient;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.path.PinnedCertificate;
import io.github.proxymtls.internal.path.ValidatedCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request, its certificate and its proxy.
 *
 * @param presented the certificate, or null
 * @param proxy the authenticated proxy, or null
 * @param rules the rules for the peer
 */
record Attempt(
    RequestFacts request,
    @Nullable ReceivedCertificate presented,
    @Nullable ProxyIdentity proxy,
    PeerRules rules) {

  private static final String AUTHORIZATION = "Authorization";

  /** Returns true if a request without a certificate is rejected. */
  boolean required() {
    return rules.required();
  }

  /** Returns the client's {@code Authorization} lines. */
  List<String> authorization() {
    return rules.authorizationIsProxys() ? List.of() : request.headers(AUTHORIZATION);
  }

  /** Returns the form in the body. */
  Form form() {
    return rules.reportOnly() ? request.announcedForm() : request.form();
  }

  /** Returns the thumbprint of the certificate, or null without a certificate. */
  @Nullable String thumbprint() {
    return presented == null ? null : presented.certificate().names().thumbprint();
  }

  /** Returns true if the certificate can be accepted only by a pin. */
  boolean isPinnable() {
    return presented != null && presented.certificate() instanceof PinnedCertificate;
  }

  /**
   * Accepts a validated certificate without a client; a request without a certificate is anonymous.
   */
  Result<Decision> withoutClient() {
    if (presented == null) {
      return Result.of(new NoClient(proxy));
    }
    return presented.certificate() instanceof ValidatedCertificate
        ? Result.of(BoundClient.of(presented))
        : Result.refused(Reason.CERTIFICATE_NOT_PINNED, "no configured CA issued the certificate");
  }
}
