package io.github.proxymtls.internal.jose;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A confirmation {@code cnf} (RFC 7800 section 3.1), as far as certificates and DPoP are concerned.
 *
 * @param understood false if it has an unknown member or value
 * @param certificate {@code x5t#S256} of RFC 8705 section 3.1, or null
 * @param dpop true if it has {@code jkt} (RFC 9449 section 6.1)
 */
public record Confirmation(boolean understood, @Nullable Thumbprint certificate, boolean dpop) {

  public static final String CERTIFICATE = "x5t#S256";
  private static final String DPOP_KEY = "jkt";

  /** The result of comparing a confirmation with a certificate. */
  public enum Result {
    BOUND,
    OTHER_CERTIFICATE,
    UNBOUND,
    DPOP,
    MALFORMED
  }

  private static final Confirmation NONE = new Confirmation(true, null, false);
  private static final Confirmation MALFORMED = new Confirmation(false, null, false);

  /**
   * Reads a confirmation.
   *
   * @param cnf the value of the member, of any type; null if there is none
   */
  public static Confirmation of(@Nullable Object cnf) {
    if (cnf == null) {
      return NONE;
    }
    if (!(cnf instanceof Map<?, ?> members) || !isUnderstood(members)) {
      return MALFORMED;
    }
    Object registered = members.get(CERTIFICATE);
    return new Confirmation(
        true,
        registered == null ? null : Thumbprint.parse(registered.toString()),
        members.containsKey(DPOP_KEY));
  }

  /**
   * Compares in constant time.
   *
   * @param thumbprint the thumbprint of the certificate, or null without a certificate
   */
  public Result check(@Nullable String thumbprint) {
    if (!understood) {
      return Result.MALFORMED;
    }
    if (certificate == null) {
      return dpop ? Result.DPOP : Result.UNBOUND;
    }
    return thumbprint != null && certificate.matches(thumbprint)
        ? Result.BOUND
        : Result.OTHER_CERTIFICATE;
  }

  private static boolean isUnderstood(Map<?, ?> members) {
    for (Map.Entry<?, ?> member : members.entrySet()) {
      boolean known = CERTIFICATE.equals(member.getKey()) || DPOP_KEY.equals(member.getKey());
      if (!known || !(member.getValue() instanceof String text) || !Thumbprint.isCanonical(text)) {
        return false;
      }
    }
    return !members.isEmpty();
  }
}
