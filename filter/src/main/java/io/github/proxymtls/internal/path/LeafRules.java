package io.github.proxymtls.internal.path;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.internal.x509.KeyUsages;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.time.Instant;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the certificate of a TLS client: it must be valid now, must not be a CA, and must
 * be allowed to sign. The key usage, if present, must have digitalSignature, which client
 * authentication requires in TLS 1.3 and in the ephemeral cipher suites of TLS 1.2. keyAgreement
 * alone would only allow static Diffie-Hellman.
 */
public record LeafRules(ExtendedKeyUsageRule extendedKeyUsage) {

  /**
   * Returns why a leaf is rejected, or null if it is accepted.
   *
   * @throws IllegalArgumentException if one of its extensions is malformed
   */
  public @Nullable Refusal refusal(ParsedCertificate leaf, Instant now) {
    Refusal dated = validity(leaf).refusalAt(now);
    if (dated != null) {
      return dated;
    }
    if (KeyUsages.isCa(leaf) || KeyUsages.allows(leaf, KeyUsage.keyCertSign, false)) {
      return Refusal.asFinal(Reason.CERTIFICATE_IS_CA, "the leaf may issue certificates");
    }
    if (!KeyUsages.allows(leaf, KeyUsage.digitalSignature, true)) {
      return Refusal.asFinal(
          Reason.CERTIFICATE_KEY_USAGE, "the leaf's key usage lacks digitalSignature");
    }
    if (!KeyUsages.allowsClientAuth(leaf, extendedKeyUsage)) {
      return Refusal.asFinal(
          Reason.CERTIFICATE_EXTENDED_KEY_USAGE, "the leaf's extended key usage lacks clientAuth");
    }
    return null;
  }

  public static Validity validity(ParsedCertificate leaf) {
    return Validity.of(Validity.position(0), leaf);
  }
}
