package io.github.proxymtls;

import io.github.proxymtls.proxy.ProxyIdentity;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
public sealed interface Decision {

  /** The request goes on with a client certificate. */
  record Accepted(ClientIdentity client) implements Decision {}

  /**
   * The request goes on without a client certificate.
   *
   * @param proxy the authenticated proxy, or null
   */
  record Anonymous(@Nullable ProxyIdentity proxy) implements Decision {}

  /**
   * The request ends here.
   *
   * @param reason the reason, for the log, the metric and (reduced) the caller
   * @param detail what was wrong where, for the operator's log alone; holds no certificate body and
   *     no secret, but may hold text of the request and is escaped when logged
   * @param where decides the form of the answer
   */
  record Rejected(Reason reason, String detail, PathKind where) implements Decision {}
}
