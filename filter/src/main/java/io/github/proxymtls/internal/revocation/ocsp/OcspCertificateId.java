package io.github.proxymtls.internal.revocation.ocsp;

import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * The CertID of a certificate: hashes of its issuer's name and key, and its serial number (RFC 6960
 * section 4.1.1). The hashes only identify the issuer and protect nothing, so that requests use
 * SHA-1, which every responder supports (RFC 5019 section 2.1.1).
 */
final class OcspCertificateId {

  private static final Map<ASN1ObjectIdentifier, String> HASHES =
      Map.of(
          OIWObjectIdentifiers.idSHA1, "SHA-1",
          NISTObjectIdentifiers.id_sha256, "SHA-256",
          NISTObjectIdentifiers.id_sha384, "SHA-384",
          NISTObjectIdentifiers.id_sha512, "SHA-512");

  private final byte[] issuerName;
  private final byte[] issuerKey;
  private final BigInteger serial;

  /**
   * Creates the identifier of a certificate. Its issuer field and the issuer's subject may differ
   * in their encoding.
   */
  OcspCertificateId(ParsedCertificate certificate, ParsedCertificate issuer) {
    this.issuerName = encoded(certificate);
    this.issuerKey = key(issuer);
    this.serial = certificate.parsed().getSerialNumber().getValue();
  }

  private static byte[] encoded(ParsedCertificate certificate) {
    try {
      return certificate.parsed().getIssuer().getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalArgumentException("malformed issuer name", e);
    }
  }

  private static byte[] key(ParsedCertificate certificate) {
    return certificate.parsed().getSubjectPublicKeyInfo().getPublicKeyData().getOctets();
  }

  /** Returns the CertID for a request. */
  CertID toAsk() {
    return new CertID(
        new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE),
        new DEROctetString(digest("SHA-1", issuerName)),
        new DEROctetString(digest("SHA-1", issuerKey)),
        new ASN1Integer(serial));
  }

  /**
   * Returns true if a CertID in a response identifies the same certificate, with any supported hash
   * algorithm.
   */
  boolean isNamedBy(CertID id) {
    String hash = HASHES.get(id.getHashAlgorithm().getAlgorithm());
    return hash != null
        && id.getSerialNumber().getValue().equals(serial)
        && Arrays.equals(id.getIssuerNameHash().getOctets(), digest(hash, issuerName))
        && Arrays.equals(id.getIssuerKeyHash().getOctets(), digest(hash, issuerKey));
  }

  /**
   * Returns true if the hash is the SHA-1 of a certificate's key, which is a form of ResponderID.
   */
  static boolean isKeyHash(byte[] hash, ParsedCertificate certificate) {
    return Arrays.equals(hash, digest("SHA-1", key(certificate)));
  }

  private static byte[] digest(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
