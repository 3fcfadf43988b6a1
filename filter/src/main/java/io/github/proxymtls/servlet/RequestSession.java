package io.github.proxymtls.servlet;

import io.github.proxymtls.Decision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/** Checks for one request which client owns its session, if sessions are bound to clients. */
final class RequestSession {

  private final SessionBinding sessions;
  private final boolean bound;

  /**
   * @param bound true for {@code client.session=bound}
   */
  RequestSession(SessionBinding sessions, boolean bound) {
    this.sessions = sessions;
    this.bound = bound;
  }

  /** Returns true if the request has a session that belongs to another client. */
  boolean isOfAnotherClient(HttpServletRequest request, Decision decision) {
    if (!bound) {
      return false;
    }
    HttpSession session = request.getSession(false);
    return session != null && sessions.refuses(session, owner(decision));
  }

  /**
   * Binds a session to the client at its first use; returns false if it belongs to another client.
   *
   * @param decision null before the request was decided
   */
  boolean mayUse(HttpSession session, @Nullable Decision decision) {
    return decision == null
        || decision instanceof Decision.Rejected
        || !bound
        || sessions.bind(session, owner(decision));
  }

  /** Returns null without a client. */
  private static @Nullable String owner(Decision decision) {
    return decision instanceof Decision.Accepted accepted
        ? SessionOwner.of(accepted.client())
        : null;
  }
}
