package io.github.proxymtls.internal.x509;

import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/** What a certificate's extensions allow its key to do. */
public final class KeyUsages {

  private KeyUsages() {}

  /** True where basic constraints say CA. */
  public static boolean isAuthority(ParsedCertificate certificate) {
    BasicConstraints constraints =
        certificate.extension(Extension.basicConstraints, BasicConstraints::getInstance);
    return constraints != null && constraints.isCA();
  }

  /** True where basic constraints say CA, and a key usage that is there has keyCertSign. */
  public static boolean mayIssue(ParsedCertificate certificate) {
    return isAuthority(certificate) && allows(certificate, KeyUsage.keyCertSign, true);
  }

  /** The most intermediates that may follow; null where there is no such limit. */
  public static @Nullable Integer pathLength(ParsedCertificate certificate) {
    BasicConstraints constraints =
        certificate.extension(Extension.basicConstraints, BasicConstraints::getInstance);
    return constraints == null || constraints.getPathLenConstraint() == null
        ? null
        : constraints.getPathLenConstraint().intValueExact();
  }

  /**
   * True where the key usage has the bit.
   *
   * @param absent the answer for a certificate without key usage
   */
  public static boolean allows(ParsedCertificate certificate, int bit, boolean absent) {
    KeyUsage usage = certificate.extension(Extension.keyUsage, KeyUsages::keyUsage);
    return usage == null ? absent : usage.hasUsages(bit);
  }

  private static KeyUsage keyUsage(Object encoded) {
    return KeyUsage.getInstance(ASN1BitString.getInstance(encoded));
  }

  /** True where a leaf's extended key usage fits the rule. */
  public static boolean mayBeClient(ParsedCertificate leaf, ExtendedKeyUsageRule rule) {
    org.bouncycastle.asn1.x509.ExtendedKeyUsage purposes = purposes(leaf);
    return switch (rule) {
      case ANY -> true;
      case CLIENT_AUTH -> purposes == null || has(purposes, KeyPurposeId.id_kp_clientAuth);
      case CLIENT_AUTH_REQUIRED -> has(purposes, KeyPurposeId.id_kp_clientAuth);
    };
  }

  /** True where a CA certificate's extended key usage lets it issue clients under the rule. */
  public static boolean mayIssueClients(ParsedCertificate authority, ExtendedKeyUsageRule rule) {
    org.bouncycastle.asn1.x509.ExtendedKeyUsage purposes = purposes(authority);
    return rule == ExtendedKeyUsageRule.ANY
        || purposes == null
        || has(purposes, KeyPurposeId.id_kp_clientAuth)
        || has(purposes, KeyPurposeId.anyExtendedKeyUsage);
  }

  /** True where a delegate's extended key usage and key usage let it sign for a responder. */
  public static boolean maySignOcsp(ParsedCertificate delegate) {
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
