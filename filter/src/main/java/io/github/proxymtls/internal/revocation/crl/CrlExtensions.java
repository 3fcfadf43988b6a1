package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.x509.StrictExtensions;
import java.math.BigInteger;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of a CRL (RFC 5280 section 5.2).
 *
 * @param number the CRL number, or null
 * @param base the BaseCRLNumber of a delta CRL; null if the CRL is complete
 * @param scope the scope of the CRL
 * @param unrecognizedCriticalExtension an unrecognized critical extension, or null
 */
record CrlExtensions(
    @Nullable BigInteger number,
    @Nullable BigInteger base,
    IssuingDistributionPoint scope,
    @Nullable ASN1ObjectIdentifier unrecognizedCriticalExtension) {

  static final CrlExtensions NONE =
      new CrlExtensions(null, null, IssuingDistributionPoint.ANY, null);

  private static final int MAX_NUMBER = 20;

  /** Other extensions of RFC 5280 are never critical, or are not needed here. */
  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(Extension.issuingDistributionPoint, Extension.deltaCRLIndicator);

  /**
   * Reads the extensions.
   *
   * @param issuer the issuer of the CRL
   * @throws IllegalArgumentException if they are malformed
   */
  static CrlExtensions read(byte[] der, X500Name issuer) {
    StrictExtensions extensions = StrictExtensions.read(der);
    IssuingDistributionPoint scope =
        extensions.value(
            Extension.issuingDistributionPoint,
            value -> IssuingDistributionPoint.read(value, issuer));
    return new CrlExtensions(
        extensions.value(Extension.cRLNumber, CrlExtensions::number),
        extensions.value(Extension.deltaCRLIndicator, CrlExtensions::number),
        scope == null ? IssuingDistributionPoint.ANY : scope,
        extensions.unrecognizedCriticalExtension(UNDERSTOOD));
  }

  private static BigInteger number(ASN1Primitive value) {
    BigInteger number = ASN1Integer.getInstance(value).getValue();
    if (number.signum() < 0 || number.bitLength() > 8 * MAX_NUMBER) {
      throw new IllegalArgumentException("a CRL number below 0 or of more than 20 octets");
    }
    return number;
  }
}
