package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.RevocationReasons;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.StrictExtensions;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of an entry (RFC 5280 section 5.3).
 *
 * @param reason the code; unspecified where there is none
 * @param issuers who issued the certificates from this entry on; null for those of the entry before
 * @param strange a critical extension that is not understood; null where there is none
 */
record CrlEntryExtensions(
    int reason, @Nullable Set<DistinguishedName> issuers, @Nullable ASN1ObjectIdentifier strange) {

  static final CrlEntryExtensions NONE =
      new CrlEntryExtensions(RevocationReasons.UNSPECIFIED, null, null);

  /** Whatever the last two say, the certificate is revoked. */
  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.reasonCode,
          Extension.certificateIssuer,
          Extension.invalidityDate,
          Extension.instructionCode);

  /**
   * Reads them.
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
        extensions.strange(UNDERSTOOD));
  }

  private static Set<DistinguishedName> issuers(GeneralNames names) {
    Set<DistinguishedName> directories = DistributionPointName.directories(names);
    if (directories.isEmpty()) {
      throw new IllegalArgumentException("no directory name");
    }
    return directories;
  }
}
