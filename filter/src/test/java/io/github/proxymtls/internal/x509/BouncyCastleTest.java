package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jcajce.util.BCJcaJceHelper;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class BouncyCastleTest {

  private final Pki pki = Pki.create();

  @Test
  void createsNoProviderBesidesTheOneOfBouncyCastlesOwnClasses() {
    assertThat(BouncyCastle.PROVIDER).isSameAs(new BCJcaJceHelper().getProvider());
  }

  @Test
  void doesNotUseTheProviderThatTheApplicationRegistered() {
    Provider registered = new BouncyCastleProvider();
    Security.addProvider(registered);
    try {
      assertThat(BouncyCastle.unregistered())
          .isInstanceOf(BouncyCastleProvider.class)
          .isNotSameAs(registered);
    } finally {
      Security.removeProvider(registered.getName());
    }
    assertThat(BouncyCastle.unregistered()).isSameAs(BouncyCastle.PROVIDER);
  }

  @Test
  void verifiesSignaturesByEveryKindOfKey() throws IOException {
    for (CertificateBuilder builder :
        List.of(
            pki.selfSigned("rsa").rsa(2048),
            pki.selfSigned("pss").rsa(2048).signedWith("SHA384withRSAandMGF1"),
            pki.selfSigned("ec").ec("secp384r1"),
            pki.selfSigned("ed").ed25519(),
            pki.selfSigned("quantum").mlDsa())) {
      Certificate made = Certificate.getInstance(builder.issue().der());
      byte[] content = made.getTBSCertificate().getEncoded(ASN1Encoding.DER);
      assertThat(signed(made, content)).isTrue();
      content[content.length - 1] ^= 1;
      assertThat(signed(made, content)).isFalse();
    }
  }

  private static boolean signed(Certificate certificate, byte[] content) {
    return BouncyCastle.signed(
        content,
        certificate.getSignatureAlgorithm(),
        certificate.getSignature().getOctets(),
        certificate.getSubjectPublicKeyInfo());
  }

  @Test
  void signatureDoesNotVerifyWithAnotherKey() throws IOException {
    Certificate made = Certificate.getInstance(pki.selfSigned("one").issue().der());
    Certificate other = Certificate.getInstance(pki.selfSigned("two").issue().der());
    assertThat(
            BouncyCastle.signed(
                made.getTBSCertificate().getEncoded(ASN1Encoding.DER),
                made.getSignatureAlgorithm(),
                made.getSignature().getOctets(),
                other.getSubjectPublicKeyInfo()))
        .isFalse();
  }

  @Test
  void malformedSignatureKeyOrAlgorithmDoesNotVerify() {
    Certificate rsa = Certificate.getInstance(pki.selfSigned("rsa").rsa(2048).issue().der());
    Certificate ec = Certificate.getInstance(pki.selfSigned("ec").issue().der());
    byte[] some = new byte[256];
    AlgorithmIdentifier pss =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, new RSASSAPSSparams());
    AlgorithmIdentifier broken =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSASSA_PSS, DERNull.INSTANCE);
    AlgorithmIdentifier none = new AlgorithmIdentifier(X9ObjectIdentifiers.prime256v1);
    for (AlgorithmIdentifier algorithm :
        List.of(rsa.getSignatureAlgorithm(), ec.getSignatureAlgorithm(), pss, broken, none)) {
      for (SubjectPublicKeyInfo key :
          List.of(
              rsa.getSubjectPublicKeyInfo(),
              ec.getSubjectPublicKeyInfo(),
              new SubjectPublicKeyInfo(none, some))) {
        assertThat(BouncyCastle.signed(some, algorithm, some, key)).isFalse();
        assertThat(BouncyCastle.signed(some, algorithm, new byte[0], key)).isFalse();
      }
    }
  }
}
