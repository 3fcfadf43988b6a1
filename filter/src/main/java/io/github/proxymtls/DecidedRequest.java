package io.github.proxymtls;

import org.jspecify.annotations.Nullable;

/**
 * A request and the decision on it, for metrics and for an audit: the facts that the filter logs.
 * The method, the path, the client and the names of the certificate come from the request, so
 * escape them before you log them. Valid while a {@link ProxyMtlsListener} is called. Only this
 * library creates instances.
 */
public interface DecidedRequest {

  /** Returns the decision, with its reason and the authenticated proxy. */
  Decision decision();

  /** Returns false in report-only mode, in which the request continues after every decision. */
  boolean enforced();

  /**
   * Returns the request's id, the same for every decision on it: the {@code X-Request-Id} of an
   * authenticated proxy if there is exactly one line of 8 to 64 letters, digits, {@code _} and
   * {@code -}, otherwise 128 random bits in hexadecimal. It is a label and need not be unique.
   */
  String requestId();

  /** Returns the request method, as received. */
  String method();

  /** Returns the path of the request URI as received, without query and path parameters. */
  String path();

  /** Returns the peer's IP address as the container reports it; empty if it has none. */
  String remoteAddress();

  /** Returns the presented certificate; null if there is none or it was not decoded. */
  @Nullable PresentedCertificate certificate();

  /**
   * Returns the OAuth client that was authenticated, or the one that a rejected request names; null
   * if it names none.
   */
  @Nullable String clientId();
}
