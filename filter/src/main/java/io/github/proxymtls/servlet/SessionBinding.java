package io.github.proxymtls.servlet;

import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * {@code client.session=bound}: a session belongs to the client that first used it with a
 * certificate ({@link SessionOwner}). Before that it has no owner, and every client may use it.
 */
final class SessionBinding {

  /** The session attribute that records the owner. */
  static final String ATTRIBUTE = "io.github.proxymtls.certificate";

  /** Requests of different clients may use a new session at the same time. */
  private final Object firstUse = new Object();

  /**
   * Returns true if the session belongs to another client than the given one; null means no client.
   *
   * <p>A session that another request has just invalidated has no owner.
   */
  boolean refuses(HttpSession session, @Nullable String owner) {
    try {
      return session.getAttribute(ATTRIBUTE) instanceof String recorded && !same(recorded, owner);
    } catch (IllegalStateException invalidated) {
      return false;
    }
  }

  /**
   * Binds a session without an owner to a client; returns false if it belongs to another client.
   */
  boolean bind(HttpSession session, @Nullable String owner) {
    if (owner != null && session.getAttribute(ATTRIBUTE) == null) {
      synchronized (firstUse) {
        if (session.getAttribute(ATTRIBUTE) == null) {
          session.setAttribute(ATTRIBUTE, owner);
        }
      }
    }
    return !refuses(session, owner);
  }

  private static boolean same(String recorded, @Nullable String owner) {
    return owner != null
        && MessageDigest.isEqual(
            recorded.getBytes(StandardCharsets.US_ASCII),
            owner.getBytes(StandardCharsets.US_ASCII));
  }
}
