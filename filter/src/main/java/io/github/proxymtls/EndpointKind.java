package io.github.proxymtls;

/** What the client binding asks of a path (RFC 8705). */
public enum EndpointKind {
  /** Nothing beyond the certificate. */
  PLAIN,
  /** A client authenticates here: {@code proxymtls.binding.client-authentication}. */
  CLIENT_AUTHENTICATION,
  /** An access token is used here: {@code proxymtls.binding.protected-resources}. */
  PROTECTED_RESOURCE
}
