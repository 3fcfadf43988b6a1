package io.github.proxymtls.servlet;

import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * {@code client.session=bound}: a session belongs to the client that first used it with a
 * certificate ({@link SessionOwner}). Before that it belongs to nobody, and anybody may use it.
 */
final class SessionBinding {

  /** The session attribute that records the owner. */
  static final String ATTRIBUTE = "io.github.proxymtls.certificate";

  /** Two requests of different clients may meet at one fresh session. */
  private final Object firstUse = new Object();

  /**
   * True where the session belongs to another client than this one, null being none.
   *
   * <p>A session that another request has just invalidated is bound to nothing.
   */
  boolean refuses(HttpSession session, @Nullable String owner) {
    try {
      return session.getAttribute(ATTRIBUTE) instanceof String recorded && !same(recorded, owner);
    } catch (IllegalStateException invalidated) {
      return false;
    }
  }

  /** Binds a session that is free to a client; false where it belongs to another one. */
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
