package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.Pki;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlgorithmPolicyTest {

  private static final BigInteger F4 = BigInteger.valueOf(65537);
  private static final AlgorithmIdentifier RSA =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
  private static final ASN1Integer ONE = RSASSAPSSparams.DEFAULT_TRAILER_FIELD;

  private final Certificate template =
      Certificate.getInstance(Pki.create().selfSigned("svc").issue().der());

  // Keys.

  @ParameterizedTest
  @ValueSource(ints = {2048, 3072, 4096})
  void acceptsRsaKeyWithinTheLimits(int bits) {
    assertThat(keyFlaw(rsa(modulus(bits), F4))).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2047, 4097, 8192, 16384})
  void rejectsRsaKeyBeyondTheLimits(int bits) {
    assertThat(keyFlaw(rsa(modulus(bits), F4)))
        .isEqualTo("RSA key of " + bits + " bits; expected 2048 to 4096");
  }

  @Test
  void leafMayHaveALargerRsaKey() {
    Certificate largest = with(rsa(modulus(8192), F4));
    Certificate tooLarge = with(rsa(modulus(8193), F4));
    assertThat(AlgorithmPolicy.keyFlaw(largest, AlgorithmPolicy.MAX_RSA_BITS)).isNull();
    assertThat(AlgorithmPolicy.keyFlaw(tooLarge, AlgorithmPolicy.MAX_RSA_BITS)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"65537", "65539", "4294967295"})
  void acceptsOddExponentWithinTheLimits(BigInteger exponent) {
    assertThat(keyFlaw(rsa(modulus(2048), exponent))).isNull();
  }

  @ParameterizedTest
  @CsvSource({"1", "3", "65535", "65536", "65538", "4294967296", "4294967297"})
  void rejectsOtherExponents(BigInteger exponent) {
    assertThat(keyFlaw(rsa(modulus(2048), exponent))).contains("RSA exponent");
  }

  @Test
  void rejectsEvenOrNegativeModulus() {
    assertThat(keyFlaw(rsa(modulus(2048).clearBit(0), F4))).isEqualTo("malformed RSA key");
    assertThat(keyFlaw(rsa(modulus(2048).negate(), F4))).isEqualTo("malformed RSA key");
    assertThat(keyFlaw(rsa(modulus(2048), F4.negate()))).contains("RSA exponent");
  }

  @Test
  void rejectsMalformedRsaKey() {
    assertThat(keyFlaw(new SubjectPublicKeyInfo(RSA, new byte[] {1, 2, 3})))
        .isEqualTo("malformed RSA key");
    ASN1Encodable[] three = {new ASN1Integer(modulus(2048)), new ASN1Integer(F4), ONE};
    assertThat(keyFlaw(info(RSA, new DERSequence(three)))).isEqualTo("malformed RSA key");
    AlgorithmIdentifier unexpected =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, new ASN1Integer(1));
    assertThat(keyFlaw(new SubjectPublicKeyInfo(unexpected, new byte[1]))).contains("parameters");
  }

  @Test
  void acceptsPssKeyWithStrongParametersOrNone() {
    RSAPublicKey key = new RSAPublicKey(modulus(2048), F4);
    ASN1ObjectIdentifier pss = PKCSObjectIdentifiers.id_RSASSA_PSS;
    assertThat(keyFlaw(info(new AlgorithmIdentifier(pss), key))).isNull();
    assertThat(
            keyFlaw(info(new AlgorithmIdentifier(pss, pss(NISTObjectIdentifiers.id_sha256)), key)))
        .isNull();
    assertThat(keyFlaw(info(new AlgorithmIdentifier(pss, pss(OIWObjectIdentifiers.idSHA1)), key)))
        .contains("RSASSA-PSS");
    RSAPublicKey small = new RSAPublicKey(modulus(1024), F4);
    assertThat(keyFlaw(info(new AlgorithmIdentifier(pss), small))).contains("1024 bits");
  }

  @Test
  void acceptsThreeNamedCurves() {
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp256r1, 65, 4))).isNull();
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp384r1, 97, 4))).isNull();
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp521r1, 133, 4))).isNull();
  }

  @Test
  void rejectsOtherCurvesAndPoints() {
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp256k1, 65, 4))).contains("curve");
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp224r1, 57, 4))).contains("curve");
    assertThat(keyFlaw(ec(new DERSequence(), 65, 4))).contains("curve");
    assertThat(keyFlaw(ec(DERNull.INSTANCE, 65, 4))).contains("curve");
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp256r1, 33, 2))).contains("point");
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp256r1, 65, 6))).contains("point");
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp256r1, 64, 4))).contains("point");
    assertThat(keyFlaw(ec(SECObjectIdentifiers.secp256r1, 0, 4))).contains("point");
  }

  @Test
  void edwardsKeyMustHaveItsLengthAndNoParameters() {
    assertThat(keyFlaw(edwards(EdECObjectIdentifiers.id_Ed25519, 32))).isNull();
    assertThat(keyFlaw(edwards(EdECObjectIdentifiers.id_Ed448, 57))).isNull();
    assertThat(keyFlaw(edwards(EdECObjectIdentifiers.id_Ed25519, 31))).isNotNull();
    assertThat(keyFlaw(edwards(EdECObjectIdentifiers.id_X25519, 32))).contains("1.3.101.110");
    AlgorithmIdentifier parameters =
        new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519, DERNull.INSTANCE);
    assertThat(keyFlaw(new SubjectPublicKeyInfo(parameters, new byte[32]))).isNotNull();
  }

  @Test
  void rejectsOtherKeys() {
    AlgorithmIdentifier dsa = new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa);
    assertThat(keyFlaw(new SubjectPublicKeyInfo(dsa, new byte[32])))
        .isEqualTo("key algorithm " + X9ObjectIdentifiers.id_dsa);
  }

  // Signatures.

  @Test
  void acceptsSignatureWithSha2() {
    for (ASN1ObjectIdentifier algorithm :
        List.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption,
            PKCSObjectIdentifiers.sha384WithRSAEncryption,
            PKCSObjectIdentifiers.sha512WithRSAEncryption,
            X9ObjectIdentifiers.ecdsa_with_SHA256,
            X9ObjectIdentifiers.ecdsa_with_SHA384,
            X9ObjectIdentifiers.ecdsa_with_SHA512,
            EdECObjectIdentifiers.id_Ed25519,
            EdECObjectIdentifiers.id_Ed448)) {
      assertThat(signatureFlaw(new AlgorithmIdentifier(algorithm))).isNull();
    }
    assertThat(
            signatureFlaw(
                new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE)))
        .isNull();
  }

  @Test
  void rejectsOtherSignatures() {
    for (ASN1ObjectIdentifier algorithm :
        List.of(
            PKCSObjectIdentifiers.md5WithRSAEncryption,
            PKCSObjectIdentifiers.sha1WithRSAEncryption,
            PKCSObjectIdentifiers.sha224WithRSAEncryption,
            X9ObjectIdentifiers.ecdsa_with_SHA1,
            X9ObjectIdentifiers.ecdsa_with_SHA224,
            X9ObjectIdentifiers.id_dsa_with_sha1,
            NISTObjectIdentifiers.dsa_with_sha256)) {
      assertThat(signatureFlaw(new AlgorithmIdentifier(algorithm)))
          .isEqualTo("signature algorithm " + algorithm.getId());
    }
  }

  @Test
  void checksAlgorithmWithoutACertificate() {
    assertThat(AlgorithmPolicy.algorithmFlaw(template.getSignatureAlgorithm())).isNull();
    assertThat(
            AlgorithmPolicy.algorithmFlaw(
                new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA1)))
        .isEqualTo("signature algorithm " + X9ObjectIdentifiers.ecdsa_with_SHA1.getId());
    assertThat(AlgorithmPolicy.algorithmFlaw(pssSignature(pss(NISTObjectIdentifiers.id_sha256))))
        .isNull();
    assertThat(AlgorithmPolicy.algorithmFlaw(pssSignature(pss(OIWObjectIdentifiers.idSHA1))))
        .contains("RSASSA-PSS");
  }

  @Test
  void rejectsSignatureWithUnexpectedParameters() {
    for (ASN1ObjectIdentifier algorithm :
        List.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption,
            X9ObjectIdentifiers.ecdsa_with_SHA256,
            EdECObjectIdentifiers.id_Ed25519)) {
      assertThat(signatureFlaw(new AlgorithmIdentifier(algorithm, new DERSequence())))
          .contains("parameters");
    }
    assertThat(
            signatureFlaw(
                new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256, DERNull.INSTANCE)))
        .contains("parameters");
  }

  @Test
  void signatureAlgorithmMustEqualThatOfTheTbsCertificate() {
    AlgorithmIdentifier inside =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
    AlgorithmIdentifier outside =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption);
    assertThat(AlgorithmPolicy.signatureFlaw(signedBy(inside, outside))).contains("differ");
    AlgorithmIdentifier strong = pssSignature(pss(NISTObjectIdentifiers.id_sha512));
    AlgorithmIdentifier other = pssSignature(pss(NISTObjectIdentifiers.id_sha256));
    assertThat(AlgorithmPolicy.signatureFlaw(signedBy(strong, other))).contains("differ");
  }

  @Test
  void checksPssParameters() {
    for (ASN1ObjectIdentifier hash :
        List.of(
            NISTObjectIdentifiers.id_sha256,
            NISTObjectIdentifiers.id_sha384,
            NISTObjectIdentifiers.id_sha512)) {
      assertThat(signatureFlaw(pssSignature(pss(hash)))).isNull();
    }
    ASN1Integer salt = new ASN1Integer(32);
    AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    AlgorithmIdentifier sha1 = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
    AlgorithmIdentifier mask256 = mask(sha256);
    for (ASN1Encodable bad :
        List.of(
            new RSASSAPSSparams(),
            new RSASSAPSSparams(sha1, mask256, salt, ONE),
            new RSASSAPSSparams(sha256, mask(sha1), salt, ONE),
            new RSASSAPSSparams(
                sha256, mask(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha384)), salt, ONE),
            new RSASSAPSSparams(
                sha256, new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa, sha256), salt, ONE),
            new RSASSAPSSparams(sha256, mask256, salt, new ASN1Integer(2)),
            DERNull.INSTANCE)) {
      assertThat(signatureFlaw(pssSignature(bad))).isNotNull();
    }
    assertThat(signatureFlaw(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS)))
        .isNotNull();
  }

  private static BigInteger modulus(int bits) {
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  private static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent) {
    ASN1EncodableVector key = new ASN1EncodableVector();
    key.add(new ASN1Integer(modulus));
    key.add(new ASN1Integer(exponent));
    return info(RSA, new DERSequence(key));
  }

  private static SubjectPublicKeyInfo info(AlgorithmIdentifier algorithm, ASN1Encodable key) {
    try {
      return new SubjectPublicKeyInfo(algorithm, key);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SubjectPublicKeyInfo ec(ASN1Encodable curve, int length, int first) {
    byte[] point = new byte[length];
    if (length > 0) {
      point[0] = (byte) first;
    }
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point);
  }

  private static SubjectPublicKeyInfo edwards(ASN1ObjectIdentifier algorithm, int length) {
    return new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm), new byte[length]);
  }

  private static AlgorithmIdentifier pssSignature(ASN1Encodable parameters) {
    return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, parameters);
  }

  @ParameterizedTest
  @CsvSource({
    "2.16.840.1.101.3.4.3.17, 1312",
    "2.16.840.1.101.3.4.3.18, 1952",
    "2.16.840.1.101.3.4.3.19, 2592"
  })
  void acceptsMlDsaByOidAndLength(String oid, int length) {
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid));
    assertThat(signatureFlaw(algorithm)).isNull();
    assertThat(keyFlaw(new SubjectPublicKeyInfo(algorithm, new byte[length]))).isNull();
    assertThat(keyFlaw(new SubjectPublicKeyInfo(algorithm, new byte[length - 1])))
        .isEqualTo("key algorithm " + oid);
    AlgorithmIdentifier more =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), DERNull.INSTANCE);
    assertThat(signatureFlaw(more)).contains("unexpected parameters");
    assertThat(keyFlaw(new SubjectPublicKeyInfo(more, new byte[length]))).isNotNull();
  }

  private static RSASSAPSSparams pss(ASN1ObjectIdentifier hash) {
    AlgorithmIdentifier digest = new AlgorithmIdentifier(hash, DERNull.INSTANCE);
    return new RSASSAPSSparams(digest, mask(digest), new ASN1Integer(32), ONE);
  }

  private static AlgorithmIdentifier mask(AlgorithmIdentifier hash) {
    return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, hash);
  }

  private String keyFlaw(SubjectPublicKeyInfo key) {
    return AlgorithmPolicy.keyFlaw(with(key), AlgorithmPolicy.MAX_FORWARDED_RSA_BITS);
  }

  private String signatureFlaw(AlgorithmIdentifier algorithm) {
    return AlgorithmPolicy.signatureFlaw(signedBy(algorithm, algorithm));
  }

  private Certificate with(SubjectPublicKeyInfo key) {
    return assembled(
        template.getTBSCertificate().getSignature(), key, template.getSignatureAlgorithm());
  }

  private Certificate signedBy(AlgorithmIdentifier inside, AlgorithmIdentifier outside) {
    return assembled(inside, template.getSubjectPublicKeyInfo(), outside);
  }

  private Certificate assembled(
      AlgorithmIdentifier inside, SubjectPublicKeyInfo key, AlgorithmIdentifier outside) {
    TBSCertificate tbs =
        new TBSCertificate(
            template.getVersion(),
            template.getSerialNumber(),
            inside,
            template.getIssuer(),
            template.getTBSCertificate().getValidity(),
            template.getSubject(),
            key,
            null,
            null,
            null);
    ASN1EncodableVector all = new ASN1EncodableVector();
    all.add(tbs);
    all.add(outside);
    all.add(new DERBitString(new byte[32]));
    return Certificate.getInstance(new DERSequence(all));
  }
}
