package io.github.proxymtls;

import org.jspecify.annotations.Nullable;

/**
 * The decision on a request. {@link ProxyMtls#decide} and the filter create decisions; an
 * application reads them, and distinguishes the three kinds with {@code instanceof}.
 */
public sealed interface Decision {

  /** Returns the authenticated proxy that sent the request, or null. */
  @Nullable ProxyIdentity proxy();

  /** The request continues with a client certificate. */
  non-sealed interface Accepted extends Decision {

    /** Returns the accepted client. */
    ClientIdentity client();
  }

  /** The request continues without a client certificate. */
  non-sealed interface Anonymous extends Decision {}

  /** The request is rejected. */
  non-sealed interface Rejected extends Decision {

    /** Returns the reason, for the log, the metric and, reduced, the client. */
    Reason reason();

    /**
     * Returns what was wrong and where, for the operator's log only. Contains no certificate body
     * and no secret, but may contain text of the request: escape it before you log it.
     */
    String detail();

    /**
     * Returns the kind of the endpoint, which determines the form of the response: {@link
     * Reason#answer}.
     */
    EndpointKind endpoint();

    /** Returns the certificate that the request presented; null if none was decoded. */
    @Nullable PresentedCertificate certificate();

    /**
     * Returns the OAuth client that the request names; null if it names none, or was rejected
     * before it was read.
     */
    @Nullable String clientId();

    /**
     * Returns the request's id, which the log and the response have in common: {@link
     * DecidedRequest#requestId}. The response carries it as {@code X-Request-Id}.
     */
    String requestId();
  }
}
