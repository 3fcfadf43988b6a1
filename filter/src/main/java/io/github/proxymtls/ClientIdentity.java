package io.github.proxymtls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An accepted client: its certificate, the proxy that forwarded it, and the OAuth client that it
 * authenticated. The request attribute {@value #ATTRIBUTE} holds it. Only this library creates
 * instances.
 */
public interface ClientIdentity {

  /** The request attribute that holds the identity. */
  String ATTRIBUTE = "io.github.proxymtls.ClientIdentity";

  /** Where the certificate came from. */
  enum Source {
    /** The header of an authenticated proxy. */
    HEADER,
    /** The TLS handshake with the container. */
    TLS
  }

  /** How the certificate was accepted. */
  enum Acceptance {
    /** A path to a configured trust anchor (RFC 5280 section 6). */
    PKIX,
    /** The proxy's verdict. */
    PROXY,
    /** A registered pin (RFC 8705 section 2.2) or the {@code cnf} of a verified token. */
    PINNED,
    /**
     * The certificate is not accepted for authentication: a client that authenticates by another
     * method asks for tokens that are bound to this certificate (RFC 8705 section 4). Its names are
     * not verified. Occurs on client-authentication paths only.
     */
    UNAUTHENTICATED
  }

  /** Returns the client's own certificate. */
  X509Certificate certificate();

  /**
   * Returns the certificates that {@code jakarta.servlet.request.X509Certificate} shows, leaf
   * first: the path with its trust anchor ({@link Acceptance#PKIX}), the certificates as forwarded
   * ({@link Acceptance#PROXY}), or only the leaf ({@link Acceptance#PINNED}, {@link
   * Acceptance#UNAUTHENTICATED}).
   */
  List<X509Certificate> chain();

  /** How the certificate was accepted. */
  Acceptance acceptance();

  /**
   * Returns the SHA-256 thumbprint of the certificate, base64url without padding (RFC 8705 section
   * 3.1).
   */
  String thumbprint();

  /** Where the certificate came from. */
  Source source();

  /** Returns the proxy that forwarded the certificate; null for {@link Source#TLS}. */
  @Nullable ProxyIdentity proxy();

  /** Returns the profile used, or null if the configuration has no profiles. */
  @Nullable String profile();

  /**
   * Returns the OAuth client, on a path where one was authenticated (RFC 8705 section 2); otherwise
   * null.
   */
  @Nullable String clientId();

  /**
   * Returns the name selected by {@code proxymtls.client.principal}; null for {@code none}, {@link
   * Acceptance#PINNED} and {@link Acceptance#UNAUTHENTICATED}.
   */
  @Nullable String principal();
}
