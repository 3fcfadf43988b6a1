package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.crl.Crl.Header;
import io.github.proxymtls.internal.x509.DerCursor;
import io.github.proxymtls.internal.x509.DerSyntax;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.LeafText;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.internal.x509.StrictExtensions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Reads the CertificateList of RFC 5280 section 5.1. Checks every entry without creating objects
 * for them.
 */
public final class CrlReader {

  private static final byte[] VERSION_2 = {1};

  private CrlReader() {}

  /**
   * Reads a CRL.
   *
   * @param signers the certificates supplied with it
   * @throws IllegalArgumentException if it is not a CRL in strict DER; the message says where
   */
  public static Crl read(byte[] der, List<ParsedCertificate> signers) {
    if (!DerSyntax.isElement(der)) {
      throw new IllegalArgumentException("not a CRL: not exactly one DER element");
    }
    try {
      return crl(der, signers);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a CRL: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a CRL: " + e.getClass().getSimpleName(), e);
    }
  }

  private static Crl crl(byte[] der, List<ParsedCertificate> signers) {
    DerCursor outer = new DerCursor(der, 0, der.length).enter(DerCursor.SEQUENCE);
    DerCursor start = new DerCursor(der, outer.offset(), der.length);
    DerCursor tbs = outer.enter(DerCursor.SEQUENCE);
    byte[] algorithm = outer.element(DerCursor.SEQUENCE);
    byte[] signature = outer.value(DerCursor.BIT_STRING);
    outer.requireEnd();
    boolean extensible = isVersion2(tbs);
    if (!Arrays.equals(tbs.element(DerCursor.SEQUENCE), algorithm)) {
      throw new IllegalArgumentException(
          "signatureAlgorithm differs from the signature field of the TBSCertList");
    }
    X500Name issuer =
        X500Name.getInstance(StrictExtensions.strict(tbs.element(DerCursor.SEQUENCE)));
    Instant thisUpdate = tbs.time();
    Instant nextUpdate = tbs.isAtTime() ? tbs.time() : null;
    Header header =
        new Header(
            extensible, signers, name(issuer), LeafText.text(issuer), thisUpdate, nextUpdate);
    return new Crl(
        header,
        entries(der, tbs, extensible),
        extensions(tbs, issuer, extensible),
        CrlSignature.read(der, start, algorithm, signature));
  }

  /** Version 1 is encoded by omitting the field (RFC 5280 section 5.1.2.1). */
  private static boolean isVersion2(DerCursor tbs) {
    if (!tbs.isAt(DerCursor.INTEGER)) {
      return false;
    }
    if (!Arrays.equals(tbs.value(DerCursor.INTEGER), VERSION_2)) {
      throw new IllegalArgumentException("the version is not 2");
    }
    return true;
  }

  private static DistinguishedName name(X500Name issuer) {
    DistinguishedName name = DistinguishedName.of(issuer);
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an empty issuer");
    }
    return name;
  }

  private static CrlEntries entries(byte[] der, DerCursor tbs, boolean extensible) {
    CrlEntries entries =
        tbs.isAt(DerCursor.SEQUENCE)
            ? CrlEntries.read(der, tbs.enter(DerCursor.SEQUENCE))
            : CrlEntries.none();
    if (entries.extended() && !extensible) {
      throw new IllegalArgumentException("entries with extensions in version 1");
    }
    return entries;
  }

  private static CrlExtensions extensions(DerCursor tbs, X500Name issuer, boolean extensible) {
    CrlExtensions extensions = CrlExtensions.NONE;
    if (tbs.isAt(DerCursor.EXPLICIT_0)) {
      if (!extensible) {
        throw new IllegalArgumentException("extensions in version 1");
      }
      DerCursor field = tbs.enter(DerCursor.EXPLICIT_0);
      extensions = CrlExtensions.read(field.element(DerCursor.SEQUENCE), issuer);
      field.requireEnd();
    }
    tbs.requireEnd();
    return extensions;
  }
}
