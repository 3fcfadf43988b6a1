package io.github.proxymtls.internal.decision;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The decision that rejects a request. Only {@link Refusal#at} makes one from a refusal.
 *
 * @param requestId empty until the rejection leaves the engine
 */
public record Rejection(
    Refusal refusal, EndpointKind endpoint, @Nullable ProxyIdentity proxy, String requestId)
    implements Decision.Rejected {

  @Override
  public Reason reason() {
    return refusal.reason();
  }

  @Override
  public String detail() {
    return refusal.detail();
  }

  @Override
  public @Nullable PresentedCertificate certificate() {
    return refusal.certificate();
  }

  @Override
  public @Nullable String clientId() {
    return refusal.clientId();
  }

  /** Returns the same rejection for another refusal. */
  public Rejection withRefusal(Refusal other) {
    return new Rejection(other, endpoint, proxy, requestId);
  }

  /** Returns the same rejection with the certificate that was presented. */
  public Rejection withCertificate(@Nullable PresentedCertificate presented) {
    return withRefusal(refusal.withCertificate(presented));
  }

  /** Returns the same rejection with the id of the request. */
  public Rejection identified(String id) {
    return new Rejection(refusal, endpoint, proxy, id);
  }
}
