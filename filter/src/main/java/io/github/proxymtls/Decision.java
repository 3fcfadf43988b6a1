package io.github.proxymtls;

import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
public sealed interface Decision {

  /** The authenticated proxy that sent the request, or null. */
  @Nullable ProxyIdentity proxy();

  /** The request goes on with a client certificate. */
  record Accepted(ClientIdentity client) implements Decision {
    @Override
    public @Nullable ProxyIdentity proxy() {
      return client.proxy();
    }
  }

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
   * @param proxy the authenticated proxy, or null
   */
  record Rejected(Reason reason, String detail, EndpointKind where, @Nullable ProxyIdentity proxy)
      implements Decision {

    /** A rejection that no authenticated proxy stands behind, or not yet. */
    public Rejected(Reason reason, String detail, EndpointKind where) {
      this(reason, detail, where, null);
    }

    /** The same with the proxy that sent the request. */
    public Rejected behind(ProxyIdentity sender) {
      return new Rejected(reason, detail, where, sender);
    }
  }
}
