package io.github.proxymtls.oauth;

import io.github.proxymtls.internal.jose.Confirmation;
import io.github.proxymtls.internal.jose.Thumbprint;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds a token, a code or a grant to a certificate: creates the confirmation {@code cnf} of RFC
 * 8705 section 3.1, and compares it with a certificate.
 *
 * <p>The filter uses it for access tokens. An authorization server uses it for what the filter
 * cannot see, such as the refresh token of a public client (RFC 8705 section 4), and answers {@code
 * invalid_grant} to every result but {@link Verdict#BOUND}:
 *
 * <pre>{@code
 * if (TokenBinding.check(client.certificate(), grant.confirmation()) != Verdict.BOUND) {
 *   return invalidGrant();
 * }
 * }</pre>
 */
public final class TokenBinding {

  /** The result of comparing a confirmation with a certificate. */
  public enum Verdict {
    /** {@code x5t#S256} is the thumbprint of the certificate. */
    BOUND,
    /** {@code x5t#S256} is the thumbprint of another certificate. */
    OTHER_CERTIFICATE,
    /** There is no {@code cnf}. */
    UNBOUND,
    /** {@code cnf} has only {@code jkt}: the token is bound by DPoP (RFC 9449 section 6.1). */
    DPOP,
    /**
     * {@code cnf} is empty, has a member other than {@code x5t#S256} and {@code jkt}, or has a
     * value that is not 43 characters of canonical base64url.
     */
    MALFORMED
  }

  private TokenBinding() {}

  /**
   * Compares a confirmation with a certificate in constant time.
   *
   * @param confirmation the members of {@code cnf}, or null if there is none
   * @throws IllegalArgumentException if the certificate has no encoding
   */
  public static Verdict check(X509Certificate certificate, @Nullable Map<String, ?> confirmation) {
    return switch (Confirmation.of(confirmation).check(thumbprint(certificate))) {
      case BOUND -> Verdict.BOUND;
      case OTHER_CERTIFICATE -> Verdict.OTHER_CERTIFICATE;
      case UNBOUND -> Verdict.UNBOUND;
      case DPOP -> Verdict.DPOP;
      case MALFORMED -> Verdict.MALFORMED;
    };
  }

  /**
   * Returns the {@code cnf} that binds a token, a code or a grant to a certificate (RFC 8705
   * section 3.1). In an introspection response it is a top-level member (section 3.2).
   *
   * @throws IllegalArgumentException if the certificate has no encoding
   */
  public static Map<String, String> confirmation(X509Certificate certificate) {
    return Map.of(Confirmation.CERTIFICATE, thumbprint(certificate));
  }

  private static String thumbprint(X509Certificate certificate) {
    try {
      return Thumbprint.over(certificate.getEncoded()).toString();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate cannot be encoded", e);
    }
  }
}
