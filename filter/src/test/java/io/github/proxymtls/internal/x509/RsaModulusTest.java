package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RsaModulusTest {

  private static final BigInteger PRIME = BigInteger.probablePrime(1024, new Random(7));
  private static final BigInteger OTHER = BigInteger.probablePrime(1024, new Random(8));

  private final Pki pki = Pki.create();

  @ParameterizedTest
  @ValueSource(strings = {"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"})
  void acceptsTheProductOfTwoPrimes(String algorithm) throws IOException {
    assertThat(RsaModulus.isSound(key(algorithm, PRIME.multiply(OTHER)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10"})
  void rejectsAPrimeModulusAndOneWithASmallFactor(String algorithm) throws IOException {
    assertThat(RsaModulus.isSound(key(algorithm, PRIME))).isFalse();
    BigInteger withSmallFactor = PRIME.multiply(OTHER).multiply(BigInteger.valueOf(17));
    assertThat(RsaModulus.isSound(key(algorithm, withSmallFactor))).isFalse();
  }

  @Test
  void rejectsAMalformedRsaKey() {
    AlgorithmIdentifier rsa = new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption);
    assertThat(RsaModulus.isSound(new SubjectPublicKeyInfo(rsa, new byte[] {1, 2, 3}))).isFalse();
  }

  @Test
  void acceptsKeysOfOtherAlgorithms() {
    assertThat(isSound(pki.selfSigned("ec"))).isTrue();
    assertThat(isSound(pki.selfSigned("ed").ed25519())).isTrue();
    assertThat(isSound(pki.selfSigned("quantum").mlDsa())).isTrue();
  }

  private static boolean isSound(CertificateBuilder builder) {
    return RsaModulus.isSound(
        Certificate.getInstance(builder.issue().der()).getSubjectPublicKeyInfo());
  }

  private static SubjectPublicKeyInfo key(String algorithm, BigInteger modulus) throws IOException {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(algorithm), DERNull.INSTANCE),
        new RSAPublicKey(modulus, BigInteger.valueOf(65537)));
  }
}
