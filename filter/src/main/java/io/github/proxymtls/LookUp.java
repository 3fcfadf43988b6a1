package io.github.proxymtls;

/** A source outside of the application that the engine asks. */
public enum LookUp {
  /** A CRL from a URL. */
  CRL,
  /** An OCSP responder. */
  OCSP,
  /** The token issuer's key set. */
  TOKEN_KEYS,
  /** The key set of a registered client. */
  CLIENT_KEYS,
  /** The introspection endpoint. */
  INTROSPECTION,
  /** The database or registry of the clients. */
  CLIENT_REGISTRY
}
