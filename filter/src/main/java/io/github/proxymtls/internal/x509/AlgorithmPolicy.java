package io.github.proxymtls.internal.x509;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * Defines which keys and signature algorithms the filter accepts. It checks the OID and the size
 * before any key is built.
 *
 * <p>Accepted keys: RSA from 2048 bits to a maximum, with an odd exponent from 65537 to 32 bits;
 * the named curves P-256, P-384 and P-521; Ed25519, Ed448 and ML-DSA. RSA and ECDSA signatures must
 * use SHA-256, SHA-384 or SHA-512. An id-RSASSA-PSS key makes RSASSA-PSS signatures only.
 */
public final class AlgorithmPolicy {

  /** The maximum size, in bits, for leaves and configured certificates. */
  public static final int MAX_RSA_BITS = 8192;

  /** The maximum size, in bits, for intermediate certificates that a peer sends. */
  public static final int MAX_FORWARDED_RSA_BITS = 4096;

  private static final String MALFORMED_RSA = "malformed RSA key";
  private static final int MIN_RSA_BITS = 2048;
  private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(65537);
  private static final int MAX_EXPONENT_BITS = 32;

  /** The accepted curves, and the length of an uncompressed point in octets. */
  private static final Map<ASN1ObjectIdentifier, Integer> CURVES =
      Map.of(
          SECObjectIdentifiers.secp256r1, 65,
          SECObjectIdentifiers.secp384r1, 97,
          SECObjectIdentifiers.secp521r1, 133);

  /** The accepted EdDSA algorithms, and the length of a key in octets. */
  private static final Map<ASN1ObjectIdentifier, Integer> EDWARDS =
      Map.of(EdECObjectIdentifiers.id_Ed25519, 32, EdECObjectIdentifiers.id_Ed448, 57);

  /** The ML-DSA algorithms, and the length of a key in octets (FIPS 204). */
  private static final Map<ASN1ObjectIdentifier, Integer> ML_DSA =
      Map.of(
          NISTObjectIdentifiers.id_ml_dsa_44, 1312,
          NISTObjectIdentifiers.id_ml_dsa_65, 1952,
          NISTObjectIdentifiers.id_ml_dsa_87, 2592);

  private static final Set<ASN1ObjectIdentifier> RSA_SIGNATURES =
      Set.of(
          PKCSObjectIdentifiers.sha256WithRSAEncryption,
          PKCSObjectIdentifiers.sha384WithRSAEncryption,
          PKCSObjectIdentifiers.sha512WithRSAEncryption);

  private static final Set<ASN1ObjectIdentifier> OTHER_SIGNATURES =
      Set.of(
          X9ObjectIdentifiers.ecdsa_with_SHA256,
          X9ObjectIdentifiers.ecdsa_with_SHA384,
          X9ObjectIdentifiers.ecdsa_with_SHA512,
          EdECObjectIdentifiers.id_Ed25519,
          EdECObjectIdentifiers.id_Ed448);

  private static final Set<ASN1ObjectIdentifier> PSS_HASHES =
      Set.of(
          NISTObjectIdentifiers.id_sha256,
          NISTObjectIdentifiers.id_sha384,
          NISTObjectIdentifiers.id_sha512);

  private AlgorithmPolicy() {}

  /** Returns what is wrong with the subject's key, or null if it is accepted. */
  public static @Nullable String keyFlaw(Certificate certificate, int maxRsaBits) {
    SubjectPublicKeyInfo key = certificate.getSubjectPublicKeyInfo();
    ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return hasNoParameters(key.getAlgorithm()) ? rsaFlaw(key, maxRsaBits) : parameters(algorithm);
    }
    if (algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      ASN1Encodable parameters = key.getAlgorithm().getParameters();
      String flaw = parameters == null ? null : pssFlaw(parameters);
      return flaw == null ? rsaFlaw(key, maxRsaBits) : flaw;
    }
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return curveFlaw(key);
    }
    Integer length = EDWARDS.getOrDefault(algorithm, ML_DSA.get(algorithm));
    boolean whole = length != null && key.getPublicKeyData().getOctets().length == length;
    return whole && key.getAlgorithm().getParameters() == null
        ? null
        : "key algorithm " + algorithm.getId();
  }

  /** Returns true for an ML-DSA key. */
  public static boolean isMlDsa(SubjectPublicKeyInfo key) {
    return ML_DSA.containsKey(key.getAlgorithm().getAlgorithm());
  }

  /**
   * Returns true for a key on P-384 or P-521. Their signatures take by far the longest to verify.
   */
  public static boolean isSlow(SubjectPublicKeyInfo key) {
    ASN1Encodable curve = key.getAlgorithm().getParameters();
    return SECObjectIdentifiers.secp384r1.equals(curve)
        || SECObjectIdentifiers.secp521r1.equals(curve);
  }

  private static @Nullable String rsaFlaw(SubjectPublicKeyInfo info, int largest) {
    try {
      byte[] der = info.getPublicKeyData().getOctets();
      ASN1Sequence key = ASN1Sequence.getInstance(der);
      if (key.size() == 2 && ExpectedOctets.isDer(key, der)) {
        BigInteger modulus = ASN1Integer.getInstance(key.getObjectAt(0)).getValue();
        BigInteger exponent = ASN1Integer.getInstance(key.getObjectAt(1)).getValue();
        return rsaFlaw(modulus, exponent, largest);
      }
    } catch (IOException | RuntimeException e) {
      return MALFORMED_RSA;
    }
    return MALFORMED_RSA;
  }

  private static @Nullable String rsaFlaw(BigInteger modulus, BigInteger exponent, int largest) {
    if (modulus.signum() < 0 || !modulus.testBit(0)) {
      return MALFORMED_RSA;
    }
    int bits = modulus.bitLength();
    if (bits < MIN_RSA_BITS || bits > largest) {
      return "RSA key of " + bits + " bits; expected " + MIN_RSA_BITS + " to " + largest;
    }
    boolean usual =
        exponent.compareTo(MIN_EXPONENT) >= 0
            && exponent.bitLength() <= MAX_EXPONENT_BITS
            && exponent.testBit(0);
    return usual ? null : "RSA exponent; expected an odd one from 65537 to 32 bits";
  }

  private static @Nullable String curveFlaw(SubjectPublicKeyInfo key) {
    ASN1Encodable parameters = key.getAlgorithm().getParameters();
    Integer length = parameters instanceof ASN1ObjectIdentifier curve ? CURVES.get(curve) : null;
    if (length == null) {
      return "EC key on a curve other than P-256, P-384 and P-521 by name";
    }
    byte[] point = key.getPublicKeyData().getOctets();
    return point.length == length && point[0] == 4
        ? null
        : "EC key that is not an uncompressed point";
  }

  /**
   * Returns what is wrong with the algorithm of the issuer's signature, or null if it is accepted.
   */
  public static @Nullable String signatureFlaw(Certificate certificate) {
    AlgorithmIdentifier outer = certificate.getSignatureAlgorithm();
    if (!outer.equals(certificate.getTBSCertificate().getSignature())) {
      return "signatureAlgorithm differs from the signature field of the TBSCertificate";
    }
    return algorithmFlaw(outer);
  }

  /** Returns what is wrong with a signature algorithm, or null if it is accepted. */
  public static @Nullable String algorithmFlaw(AlgorithmIdentifier signature) {
    ASN1ObjectIdentifier algorithm = signature.getAlgorithm();
    ASN1Encodable parameters = signature.getParameters();
    if (algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return parameters == null ? parameters(algorithm) : pssFlaw(parameters);
    }
    if (RSA_SIGNATURES.contains(algorithm)) {
      return hasNoParameters(signature) ? null : parameters(algorithm);
    }
    if (OTHER_SIGNATURES.contains(algorithm) || ML_DSA.containsKey(algorithm)) {
      return parameters == null ? null : parameters(algorithm);
    }
    return "signature algorithm " + algorithm.getId();
  }

  /**
   * Returns why a key must not be used with a signature algorithm, or null if it may be used. An
   * id-RSASSA-PSS key makes RSASSA-PSS signatures only, within the parameters of the key if it has
   * any (RFC 4055 sections 1.2 and 3.3).
   */
  public static @Nullable String keyUseFlaw(
      SubjectPublicKeyInfo key, AlgorithmIdentifier signature) {
    if (!key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return null;
    }
    if (!signature.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return "an RSASSA-PSS key with signature algorithm " + signature.getAlgorithm().getId();
    }
    ASN1Encodable bounds = key.getAlgorithm().getParameters();
    return bounds == null || isWithin(bounds, signature.getParameters())
        ? null
        : "RSASSA-PSS outside the parameters of the key";
  }

  private static boolean isWithin(ASN1Encodable bounds, @Nullable ASN1Encodable used) {
    if (used == null || pssFlaw(bounds) != null || pssFlaw(used) != null) {
      return false;
    }
    RSASSAPSSparams bound = RSASSAPSSparams.getInstance(bounds);
    RSASSAPSSparams actual = RSASSAPSSparams.getInstance(used);
    return bound.getHashAlgorithm().getAlgorithm().equals(actual.getHashAlgorithm().getAlgorithm())
        && actual.getSaltLength().compareTo(bound.getSaltLength()) >= 0;
  }

  private static @Nullable String pssFlaw(ASN1Encodable encoded) {
    RSASSAPSSparams pss;
    try {
      pss = RSASSAPSSparams.getInstance(encoded);
    } catch (RuntimeException e) {
      return parameters(PKCSObjectIdentifiers.id_RSASSA_PSS);
    }
    AlgorithmIdentifier hash = pss.getHashAlgorithm();
    AlgorithmIdentifier mask = pss.getMaskGenAlgorithm();
    boolean good =
        PSS_HASHES.contains(hash.getAlgorithm())
            && hasNoParameters(hash)
            && mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
            && sameHash(mask, hash)
            && RSASSAPSSparams.DEFAULT_TRAILER_FIELD.getValue().equals(pss.getTrailerField());
    return good ? null : "RSASSA-PSS with hash " + hash.getAlgorithm().getId();
  }

  private static boolean sameHash(AlgorithmIdentifier mask, AlgorithmIdentifier hash) {
    try {
      AlgorithmIdentifier inner = AlgorithmIdentifier.getInstance(mask.getParameters());
      return inner != null
          && inner.getAlgorithm().equals(hash.getAlgorithm())
          && hasNoParameters(inner);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean hasNoParameters(AlgorithmIdentifier algorithm) {
    ASN1Encodable parameters = algorithm.getParameters();
    return parameters == null || DERNull.INSTANCE.equals(parameters.toASN1Primitive());
  }

  private static String parameters(ASN1ObjectIdentifier algorithm) {
    return "unexpected parameters of algorithm " + algorithm.getId();
  }
}
