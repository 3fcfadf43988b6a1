package io.github.proxymtls.internal.decision;

import io.github.proxymtls.Decision;
import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import org.jspecify.annotations.Nullable;

/** The decision that rejects a request. */
public record Rejection(
    Reason reason, String detail, EndpointKind endpoint, @Nullable ProxyIdentity proxy)
    implements Decision.Rejected {

  /** A rejection of a request without an authenticated proxy, or before the proxy is known. */
  public Rejection(Reason reason, String detail, EndpointKind endpoint) {
    this(reason, detail, endpoint, null);
  }

  /** Returns the same rejection with the proxy that sent the request. */
  public Rejection from(ProxyIdentity sender) {
    return new Rejection(reason, detail, endpoint, sender);
  }
}
