package io.github.proxymtls.internal.decision;

import io.github.proxymtls.EndpointKind;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Why a request is rejected.
 *
 * @param detail for the operator's log
 */
public record Refusal(Reason reason, String detail) {

  /**
   * The decision.
   *
   * @param proxy the authenticated proxy, or null
   */
  public Rejection at(EndpointKind endpoint, @Nullable ProxyIdentity proxy) {
    return new Rejection(reason, detail, endpoint, proxy);
  }
}
