package io.github.proxymtls.internal.revocation.crl;

import java.time.Instant;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** Who signed a CRL. */
sealed interface CrlIssuer {

  /**
   * One who may.
   *
   * @param until when that must be asked again; null for a certificate of the path itself
   */
  record Entitled(SubjectPublicKeyInfo key, @Nullable Instant until) implements CrlIssuer {}

  /**
   * Nobody who may.
   *
   * @param absent true only where the signer's own state of revocation is not known
   */
  record Unknown(String detail, boolean absent) implements CrlIssuer {}
}
