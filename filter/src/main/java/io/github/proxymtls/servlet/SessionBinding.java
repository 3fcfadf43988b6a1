package io.github.proxymtls.servlet;

import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * {@code client.session=bound}: a session belongs to the certificate that first used it, and to the
 * profile that vouched for that. A session that no certificate has used yet is anybody's.
 */
final class SessionBinding {

  /**
   * The session attribute that records the certificate's SHA-256, base64url; after the profile and
   * a colon where there are profiles.
   */
  static final String ATTRIBUTE = "io.github.proxymtls.certificate";

  /** Two requests with different certificates may meet at one fresh session. */
  private final Object firstUse = new Object();

  /**
   * True where the session is bound to another certificate than this one, null being none.
   *
   * <p>A session that another request has just invalidated is bound to nothing.
   */
  boolean refuses(HttpSession session, @Nullable String holder) {
    try {
      return session.getAttribute(ATTRIBUTE) instanceof String recorded && !same(recorded, holder);
    } catch (IllegalStateException invalidated) {
      return false;
    }
  }

  /** Binds a session that is free to a certificate; false where it is bound to another. */
  boolean bind(HttpSession session, @Nullable String holder) {
    if (holder != null && session.getAttribute(ATTRIBUTE) == null) {
      synchronized (firstUse) {
        if (session.getAttribute(ATTRIBUTE) == null) {
          session.setAttribute(ATTRIBUTE, holder);
        }
      }
    }
    return !refuses(session, holder);
  }

  private static boolean same(String recorded, @Nullable String holder) {
    return holder != null
        && MessageDigest.isEqual(
            recorded.getBytes(StandardCharsets.US_ASCII),
            holder.getBytes(StandardCharsets.US_ASCII));
  }
}
