package io.github.proxymtls.internal.binding;

/**
 * The rules for the requests of one kind of peer.
 *
 * @param required true if a request without a certificate is rejected
 * @param authorizationIsProxys true if {@code Authorization} is the proxy's own credential, which
 *     is no authentication of the client
 * @param reportOnly true if nothing is enforced; a body is then read only if its length is
 *     announced
 */
public record PeerRules(boolean required, boolean authorizationIsProxys, boolean reportOnly) {

  /** The rules of peers whose decisions are enforced, and that need no {@code Authorization}. */
  public static PeerRules enforced(boolean required) {
    return new PeerRules(required, false, false);
  }
}
