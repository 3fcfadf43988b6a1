package io.github.proxymtls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An accepted client: its certificate, who vouched for it, and the OAuth client it authenticated.
 * Found under the request attribute {@value #ATTRIBUTE}; only this library makes one.
 */
public interface ClientIdentity {

  /** The request attribute that holds the identity. */
  String ATTRIBUTE = "io.github.proxymtls.ClientIdentity";

  /** Where the certificate came from. */
  enum Source {
    /** From the header of an authenticated proxy. */
    HEADER,
    /** From the TLS handshake with the container. */
    TLS
  }

  /** How the certificate was accepted. */
  enum Acceptance {
    /** By a path to a configured trust anchor (RFC 5280 section 6). */
    PKIX,
    /** By the proxy's verdict. */
    PROXY,
    /** By a registered pin (RFC 8705 section 2.2) or the {@code cnf} of a verified token. */
    PINNED,
    /**
     * By nothing: a client that authenticates by another method asks for tokens that are bound to
     * this certificate (RFC 8705 section 4). Its names are the caller's own statement. Only on
     * client-authentication paths.
     */
    UNAUTHENTICATED
  }

  /** The client's own certificate. */
  X509Certificate certificate();

  /**
   * What {@code jakarta.servlet.request.X509Certificate} shows, leaf first: the path with its
   * anchor ({@link Acceptance#PKIX}), the certificates as forwarded ({@link Acceptance#PROXY}), or
   * the leaf alone ({@link Acceptance#PINNED}, {@link Acceptance#UNAUTHENTICATED}).
   */
  List<X509Certificate> chain();

  /** How the certificate was accepted. */
  Acceptance acceptance();

  /** The certificate's SHA-256 thumbprint, base64url without padding (RFC 8705 section 3.1). */
  String thumbprint();

  /** Where the certificate came from. */
  Source source();

  /** The proxy that vouched for the certificate; null for {@link Source#TLS}. */
  @Nullable ProxyIdentity proxy();

  /** The profile that was used, or null where the configuration has none. */
  @Nullable String profile();

  /** The OAuth client, on a path where one was authenticated (RFC 8705 section 2); else null. */
  @Nullable String clientId();

  /**
   * The name by {@code proxymtls.client.principal}; null for {@code none}, {@link
   * Acceptance#PINNED} and {@link Acceptance#UNAUTHENTICATED}.
   */
  @Nullable String principal();
}
