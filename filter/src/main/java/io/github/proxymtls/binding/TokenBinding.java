package io.github.proxymtls.binding;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Is a token, a code or a grant bound to a certificate? Compares a certificate with the
 * confirmation {@code cnf} of RFC 8705 section 3.1.
 *
 * <p>The filter asks this for access tokens. An authorization server asks it for what the filter
 * cannot see, such as the refresh token of a public client (RFC 8705 section 4), and answers {@code
 * invalid_grant} to anything but {@link Verdict#BOUND}:
 *
 * <pre>{@code
 * if (TokenBinding.check(client.certificate(), grant.confirmation()) != Verdict.BOUND) {
 *   return invalidGrant();
 * }
 * }</pre>
 */
public final class TokenBinding {

  /** What the confirmation says of the certificate. */
  public enum Verdict {
    /** {@code x5t#S256} is the certificate's. */
    BOUND,
    /** {@code x5t#S256} is another certificate's. */
    OTHER_CERTIFICATE,
    /** There is no {@code cnf} at all. */
    UNBOUND,
    /** {@code cnf} has {@code jkt} alone: the token is bound by DPoP (RFC 9449 section 6.1). */
    DPOP,
    /**
     * {@code cnf} is empty, has a member other than {@code x5t#S256} and {@code jkt}, or a value
     * that is not 43 characters of canonical base64url.
     */
    MALFORMED
  }

  private static final String CERTIFICATE = "x5t#S256";
  private static final String DPOP_KEY = "jkt";

  private TokenBinding() {}

  /**
   * Compares in constant time.
   *
   * @param confirmation the members of {@code cnf}, or null where there is none
   * @throws IllegalArgumentException if the certificate has no encoding
   */
  public static Verdict check(X509Certificate certificate, @Nullable Map<String, ?> confirmation) {
    try {
      return check(Thumbprint.over(certificate.getEncoded()).toString(), confirmation);
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate cannot be encoded", e);
    }
  }

  /**
   * The same with the certificate's thumbprint, null where there is no certificate.
   *
   * @param confirmation the value of {@code cnf}, of any type; null where there is none
   */
  static Verdict check(@Nullable String thumbprint, @Nullable Object confirmation) {
    if (confirmation == null) {
      return Verdict.UNBOUND;
    }
    if (!(confirmation instanceof Map<?, ?> members) || !isUnderstood(members)) {
      return Verdict.MALFORMED;
    }
    Object registered = members.get(CERTIFICATE);
    if (registered == null) {
      return Verdict.DPOP;
    }
    boolean same =
        thumbprint != null && Thumbprint.parse(registered.toString()).matches(thumbprint);
    return same ? Verdict.BOUND : Verdict.OTHER_CERTIFICATE;
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
