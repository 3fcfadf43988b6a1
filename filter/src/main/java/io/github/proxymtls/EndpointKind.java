package io.github.proxymtls;

/** What the client binding requires on a path (RFC 8705). */
public enum EndpointKind {
  /** Only the certificate. */
  PLAIN,
  /** Client authentication: {@code proxymtls.binding.client-authentication}. */
  CLIENT_AUTHENTICATION,
  /** An access token: {@code proxymtls.binding.protected-resources}. */
  PROTECTED_RESOURCE
}
