package io.github.proxymtls;

import org.jspecify.annotations.Nullable;

/**
 * What happens to a request. Only {@link ProxyMtls#decide} and the filter make a decision; an
 * application reads it, and tells the three kinds apart by {@code instanceof}.
 */
public sealed interface Decision {

  /** The authenticated proxy that sent the request, or null. */
  @Nullable ProxyIdentity proxy();

  /** The request goes on with a client certificate. */
  non-sealed interface Accepted extends Decision {

    /** The accepted client. */
    ClientIdentity client();
  }

  /** The request goes on without a client certificate. */
  non-sealed interface Anonymous extends Decision {}

  /** The request ends here. */
  non-sealed interface Rejected extends Decision {

    /** The reason, for the log, the metric and (reduced) the caller. */
    Reason reason();

    /**
     * What was wrong where, for the operator's log alone. Holds no certificate body and no secret,
     * but may hold text of the request: escape it before you log it.
     */
    String detail();

    /** The kind of the endpoint, which decides the form of the answer: {@link Reason#answer}. */
    EndpointKind endpoint();
  }
}
