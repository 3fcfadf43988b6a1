package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.source.RevocationReasons;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.StrictExtensions;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of a CRL entry (RFC 5280 section 5.3).
 *
 * @param reason the CRLReason code; unspecified if absent
 * @param issuers the certificate issuer from this entry on; null to keep that of the previous entry
 * @param unrecognizedCriticalExtension an unrecognized critical extension, or null
 */
record CrlEntryExtensions(
    int reason,
    @Nullable Set<DistinguishedName> issuers,
    @Nullable ASN1ObjectIdentifier unrecognizedCriticalExtension) {

  static final CrlEntryExtensions NONE =
      new CrlEntryExtensions(RevocationReasons.UNSPECIFIED, null, null);

  /** The last two are ignored, because the certificate is revoked in any case. */
  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.reasonCode,
          Extension.certificateIssuer,
          Extension.invalidityDate,
          Extension.instructionCode);

  /**
   * Reads the extensions.
   *
   * @throws IllegalArgumentException if they are malformed
   */
  static CrlEntryExtensions read(byte[] der) {
    StrictExtensions extensions = StrictExtensions.read(der);
    Integer reason =
        extensions.value(
            Extension.reasonCode, value -> ASN1Enumerated.getInstance(value).intValueExact());
    return new CrlEntryExtensions(
        reason == null ? RevocationReasons.UNSPECIFIED : reason,
        extensions.value(
            Extension.certificateIssuer, value -> issuers(GeneralNames.getInstance(value))),
        extensions.unrecognizedCriticalExtension(UNDERSTOOD));
  }

  private static Set<DistinguishedName> issuers(GeneralNames names) {
    Set<DistinguishedName> directories = DistributionPointName.directories(names);
    if (directories.isEmpty()) {
      throw new IllegalArgumentException("no directory name");
    }
    return directories;
  }
}
