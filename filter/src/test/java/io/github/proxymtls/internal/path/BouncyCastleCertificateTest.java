package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.proxymtls.internal.x509.BouncyCastle;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the certificate with the one that Bouncy Castle parses from the same octets. */
class BouncyCastleCertificateTest {

  private static final Pki PKI = Pki.create();

  private static CertificateBuilder selfSigned(String algorithm) {
    CertificateBuilder builder = PKI.selfSigned("svc");
    return switch (algorithm) {
      case "RSA" -> builder.rsa(2048);
      case "Ed25519" -> builder.ed25519();
      case "ML-DSA" -> builder.mlDsa();
      default ->
          algorithm.startsWith("secp")
              ? builder.ec(algorithm)
              : builder.rsa(2048).signedWith(algorithm);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA",
        "SHA384withRSA",
        "SHA512withRSA",
        "SHA256withRSAandMGF1",
        "SHA384withRSAandMGF1",
        "SHA512withRSAandMGF1",
        "secp256r1",
        "secp384r1",
        "secp521r1",
        "Ed25519",
        "ML-DSA"
      })
  void verifiesExactlyTheSignedOctets(String algorithm) throws GeneralSecurityException {
    byte[] der = selfSigned(algorithm).issue().der();
    PublicKey key = own(der).getPublicKey();
    own(der).verify(key);

    assertThat(certificate(der).isSignedBy(key)).isTrue();
    assertThat(certificate(der).isSignedBy(own(selfSigned(algorithm).issue().der()).getPublicKey()))
        .isFalse();
    for (int fromTheEnd : List.of(1, 20)) {
      byte[] otherSignature = der.clone();
      otherSignature[der.length - fromTheEnd] ^= 1;
      assertThat(certificate(otherSignature).isSignedBy(key)).isFalse();
    }
  }

  /** Each change keeps the structure: of the serial number, and of the subject. */
  @ParameterizedTest
  @ValueSource(strings = {"RSA", "SHA256withRSAandMGF1", "secp256r1", "Ed25519"})
  void rejectsAChangedOctetOfWhatWasSigned(String algorithm) throws GeneralSecurityException {
    byte[] der = selfSigned(algorithm).issue().der();
    PublicKey key = own(der).getPublicKey();
    Certificate parsed = Certificate.getInstance(der);
    byte[] serial = parsed.getSerialNumber().getValue().toByteArray();
    for (int at :
        List.of(
            at(der, serial) + serial.length - 1,
            at(der, "svc".getBytes(StandardCharsets.US_ASCII)))) {
      byte[] changed = der.clone();
      changed[at] ^= 1;
      assertThat(certificate(changed).isSignedBy(key)).isFalse();
    }
  }

  private static int at(byte[] der, byte[] part) {
    for (int at = 0; at <= der.length - part.length; at++) {
      if (Arrays.equals(der, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not there");
  }

  /** The outer algorithm is not signed (RFC 5280 section 4.1.1.2). */
  @Test
  void verifiesNothingWithoutAKey() {
    byte[] der = selfSigned("secp256r1").issue().der();
    assertThatThrownBy(() -> certificate(der).verify((PublicKey) null))
        .isInstanceOf(Exception.class);
  }

  @Test
  void rejectsAnotherOuterSignatureAlgorithm() throws GeneralSecurityException, IOException {
    byte[] der = selfSigned("SHA256withRSAandMGF1").issue().der();
    Certificate parsed = Certificate.getInstance(der);
    Certificate other = Certificate.getInstance(selfSigned("SHA384withRSAandMGF1").issue().der());
    byte[] mixed =
        certificate(parsed, other.getSignatureAlgorithm(), parsed.getSignature().getOctets(), 0);
    PublicKey key = own(der).getPublicKey();

    assertThatThrownBy(() -> certificate(mixed).verify(key))
        .isInstanceOf(CertificateException.class);
    assertThat(certificate(mixed).isSignedBy(key)).isFalse();
  }

  @Test
  void rejectsASignatureWithUnusedBits() throws GeneralSecurityException, IOException {
    byte[] der = evenSignature();
    Certificate parsed = Certificate.getInstance(der);
    byte[] unused =
        certificate(parsed, parsed.getSignatureAlgorithm(), parsed.getSignature().getOctets(), 1);

    assertThat(certificate(der).isSignedBy(own(der).getPublicKey())).isTrue();
    assertThat(certificate(unused).isSignedBy(own(der).getPublicKey())).isFalse();
  }

  /** Unused bits are zero in DER. */
  private static byte[] evenSignature() {
    while (true) {
      byte[] der = selfSigned("secp256r1").issue().der();
      if ((der[der.length - 1] & 1) == 0) {
        return der;
      }
    }
  }

  private static byte[] certificate(
      Certificate of, ASN1Encodable algorithm, byte[] signature, int unusedBits)
      throws IOException {
    return new DERSequence(
            new ASN1Encodable[] {
              of.getTBSCertificate(), algorithm, new DERBitString(signature, unusedBits)
            })
        .getEncoded(ASN1Encoding.DER);
  }

  @Test
  void answersLikeTheCertificateThatBouncyCastleParses() throws GeneralSecurityException {
    Pki.Authority root = PKI.root("Root");
    for (byte[] der :
        List.of(
            root.held().der(),
            root.client("svc").dns("svc.example").crl("http://crl.example/").issue().der(),
            root.client("svc").noKeyUsage().noExtendedKeyUsage().issue().der(),
            root.intermediateBuilder("CA").pathLength(3).issueAuthority().held().der(),
            selfSigned("RSA").issue().der(),
            selfSigned("Ed25519").issue().der())) {
      assertSame(certificate(der), own(der));
    }
  }

  private static void assertSame(BouncyCastleCertificate certificate, X509Certificate own)
      throws GeneralSecurityException {
    assertThat(certificate.getVersion()).isEqualTo(own.getVersion());
    assertThat(certificate.getSerialNumber()).isEqualTo(own.getSerialNumber());
    assertThat(certificate.getSubjectX500Principal()).isEqualTo(own.getSubjectX500Principal());
    assertThat(certificate.getIssuerX500Principal()).isEqualTo(own.getIssuerX500Principal());
    assertThat(certificate.getNotBefore()).isEqualTo(own.getNotBefore());
    assertThat(certificate.getNotAfter()).isEqualTo(own.getNotAfter());
    assertThat(certificate.getPublicKey()).isEqualTo(own.getPublicKey());
    assertThat(certificate.getKeyUsage()).isEqualTo(own.getKeyUsage());
    assertThat(certificate.getBasicConstraints()).isEqualTo(own.getBasicConstraints());
    assertThat(certificate.getEncoded()).isEqualTo(own.getEncoded());
    assertThat(certificate.getTBSCertificate()).isEqualTo(own.getTBSCertificate());
    assertThat(certificate.getSignature()).isEqualTo(own.getSignature());
    assertThat(certificate.getSigAlgOID()).isEqualTo(own.getSigAlgOID());
    assertThat(certificate.hasUnsupportedCriticalExtension())
        .isEqualTo(own.hasUnsupportedCriticalExtension());
    assertThat(certificate.getCriticalExtensionOIDs()).isEqualTo(own.getCriticalExtensionOIDs());
    assertThat(certificate.getNonCriticalExtensionOIDs())
        .isEqualTo(own.getNonCriticalExtensionOIDs());
    Set<String> oids = new HashSet<>(own.getNonCriticalExtensionOIDs());
    oids.addAll(own.getCriticalExtensionOIDs());
    oids.addAll(Set.of(Extension.policyMappings.getId(), "1.2.3", "none"));
    for (String oid : oids) {
      assertThat(certificate.getExtensionValue(oid)).isEqualTo(own.getExtensionValue(oid));
    }
  }

  @Test
  void hidesItsNameConstraints() {
    String oid = Extension.nameConstraints.getId();
    GeneralName subtree = new GeneralName(GeneralName.dNSName, "example");
    BouncyCastleCertificate certificate =
        certificate(PKI.rootBuilder("Root").permit(subtree).issueAuthority().held().der());

    assertThat(certificate.getExtensionValue(oid)).isNull();
    assertThat(certificate.getCriticalExtensionOIDs())
        .doesNotContain(oid)
        .contains(Extension.basicConstraints.getId());
    assertThat(certificate.getNonCriticalExtensionOIDs()).doesNotContain(oid);
  }

  private static BouncyCastleCertificate certificate(byte[] der) {
    return new BouncyCastleCertificate(ParsedCertificate.of(der));
  }

  private static X509Certificate own(byte[] der) throws CertificateException {
    return (X509Certificate)
        BouncyCastle.factory().generateCertificate(new ByteArrayInputStream(der));
  }
}
