package io.github.proxymtls.internal.revocation.crl;

import java.time.Instant;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** The issuer of a CRL, that is, the holder of the key that signed it. */
sealed interface CrlIssuer {

  /**
   * An authorized issuer.
   *
   * @param until when the authorization must be checked again; null for a certificate of the path
   *     itself
   */
  record Authorized(SubjectPublicKeyInfo key, @Nullable Instant until) implements CrlIssuer {}

  /**
   * No authorized issuer was found.
   *
   * @param unavailable true only if the revocation status of the issuer itself is unavailable
   */
  record Unauthorized(String detail, boolean unavailable) implements CrlIssuer {}
}
