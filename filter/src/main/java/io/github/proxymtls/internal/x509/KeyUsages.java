package io.github.proxymtls.internal.x509;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the basic constraints, key usage and extended key usage allow a certificate's key to
 * do.
 */
public final class KeyUsages {

  private KeyUsages() {}

  /** Returns true if the basic constraints have cA set. */
  public static boolean isCa(ParsedCertificate certificate) {
    BasicConstraints constraints =
        certificate.extension(Extension.basicConstraints, BasicConstraints::getInstance);
    return constraints != null && constraints.isCA();
  }

  /**
   * Returns true if the basic constraints have cA set and the key usage, if present, has
   * keyCertSign.
   */
  public static boolean mayIssue(ParsedCertificate certificate) {
    return isCa(certificate) && allows(certificate, KeyUsage.keyCertSign, true);
  }

  /** Returns the path length constraint, or null if there is none. */
  public static @Nullable Integer pathLength(ParsedCertificate certificate) {
    BasicConstraints constraints =
        certificate.extension(Extension.basicConstraints, BasicConstraints::getInstance);
    return constraints == null || constraints.getPathLenConstraint() == null
        ? null
        : constraints.getPathLenConstraint().intValueExact();
  }

  /**
   * Returns true if the key usage has the bit.
   *
   * @param absent the result for a certificate without key usage
   */
  public static boolean allows(ParsedCertificate certificate, int bit, boolean absent) {
    KeyUsage usage = certificate.extension(Extension.keyUsage, KeyUsages::keyUsage);
    return usage == null ? absent : usage.hasUsages(bit);
  }

  private static KeyUsage keyUsage(Object encoded) {
    return KeyUsage.getInstance(ASN1BitString.getInstance(encoded));
  }

  /** Returns true if a leaf's extended key usage satisfies the rule. */
  public static boolean allowsClientAuth(ParsedCertificate leaf, ExtendedKeyUsageRule rule) {
    org.bouncycastle.asn1.x509.ExtendedKeyUsage purposes = purposes(leaf);
    return switch (rule) {
      case ANY -> true;
      case CLIENT_AUTH -> purposes == null || has(purposes, KeyPurposeId.id_kp_clientAuth);
      case CLIENT_AUTH_REQUIRED -> has(purposes, KeyPurposeId.id_kp_clientAuth);
    };
  }

  /**
   * Returns true if a CA certificate's extended key usage allows it to issue client certificates
   * under the rule.
   */
  public static boolean allowsIssuingClients(ParsedCertificate ca, ExtendedKeyUsageRule rule) {
    org.bouncycastle.asn1.x509.ExtendedKeyUsage purposes = purposes(ca);
    return rule == ExtendedKeyUsageRule.ANY
        || purposes == null
        || has(purposes, KeyPurposeId.id_kp_clientAuth)
        || has(purposes, KeyPurposeId.anyExtendedKeyUsage);
  }

  /**
   * Returns true if the key usage and extended key usage of a delegated responder allow it to sign
   * OCSP responses.
   */
  public static boolean allowsOcspSigning(ParsedCertificate delegate) {
    return has(purposes(delegate), KeyPurposeId.id_kp_OCSPSigning)
        && allows(delegate, KeyUsage.digitalSignature, true);
  }

  private static boolean has(
      org.bouncycastle.asn1.x509.@Nullable ExtendedKeyUsage purposes, KeyPurposeId purpose) {
    return purposes != null && purposes.hasKeyPurposeId(purpose);
  }

  private static org.bouncycastle.asn1.x509.@Nullable ExtendedKeyUsage purposes(
      ParsedCertificate certificate) {
    return certificate.extension(
        Extension.extendedKeyUsage, org.bouncycastle.asn1.x509.ExtendedKeyUsage::getInstance);
  }
}
