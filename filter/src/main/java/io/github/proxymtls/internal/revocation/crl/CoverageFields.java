package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.x509.DerCursor;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What decides, apart from the serial number and the certificates above, which CRLs cover a
 * certificate: its version, its issuer, and the extensions basicConstraints, issuerAltName and
 * cRLDistributionPoints. Most certificates of one CA have the same fields. Compared by octets.
 */
final class CoverageFields {

  private static final int USUAL_SIZE = 256;
  private static final int EXPLICIT_3 = 0xa3;

  private static final byte[] ID_CE = {0x06, 0x03, 0x55, 0x1d};
  private static final byte ISSUER_ALT_NAME = 18;
  private static final byte BASIC_CONSTRAINTS = 19;
  private static final byte CRL_DISTRIBUTION_POINTS = 31;

  private final byte[] octets;
  private final int hash;

  private CoverageFields(byte[] octets) {
    this.octets = octets;
    this.hash = Arrays.hashCode(octets);
  }

  /**
   * Reads the fields without a tree of objects.
   *
   * @param der a certificate that was parsed before
   */
  static CoverageFields of(byte[] der) {
    ByteArrayOutputStream fields = new ByteArrayOutputStream(USUAL_SIZE);
    int tbs = DerCursor.contents(der, 0);
    int end = DerCursor.endOf(der, tbs);
    int at = DerCursor.contents(der, tbs);
    if ((der[at] & 0xff) == DerCursor.EXPLICIT_0) {
      at = add(der, at, fields);
    }
    // The serial number and the signature algorithm are between version and issuer.
    at = add(der, DerCursor.endOf(der, DerCursor.endOf(der, at)), fields);
    while (at < end) {
      if ((der[at] & 0xff) == EXPLICIT_3) {
        addExtensions(der, DerCursor.contents(der, at), fields);
      }
      at = DerCursor.endOf(der, at);
    }
    return new CoverageFields(fields.toByteArray());
  }

  private static void addExtensions(byte[] der, int extensions, ByteArrayOutputStream fields) {
    int end = DerCursor.endOf(der, extensions);
    int at = DerCursor.contents(der, extensions);
    while (at < end) {
      at =
          counts(der, DerCursor.contents(der, at))
              ? add(der, at, fields)
              : DerCursor.endOf(der, at);
    }
  }

  private static boolean counts(byte[] der, int oid) {
    int last = oid + ID_CE.length;
    return Arrays.equals(der, oid, last, ID_CE, 0, ID_CE.length)
        && (der[last] == CRL_DISTRIBUTION_POINTS
            || der[last] == BASIC_CONSTRAINTS
            || der[last] == ISSUER_ALT_NAME);
  }

  /** Adds an element and returns the offset after it. */
  private static int add(byte[] der, int at, ByteArrayOutputStream fields) {
    int next = DerCursor.endOf(der, at);
    fields.write(der, at, next - at);
    return next;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CoverageFields that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
