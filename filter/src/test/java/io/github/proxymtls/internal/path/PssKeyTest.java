package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.x509.BouncyCastle;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.testing.Pki;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what an id-RSASSA-PSS key may sign (RFC 4055 sections 1.2 and 3.3). */
@Tag("slow")
class PssKeyTest extends PathFixture {

  private static final String PSS_SHA256 = "SHA256withRSAandMGF1";
  private static final String PSS_SHA384 = "SHA384withRSAandMGF1";
  private static final String PKCS1 = "SHA256withRSA";

  private static KeyPair keys(@Nullable PSSParameterSpec parameters) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSASSA-PSS");
      generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, parameters));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PSSParameterSpec parameters(String hash, int salt) {
    return new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1);
  }

  private Pki.Authority authority(@Nullable PSSParameterSpec parameters) {
    return pki.rootBuilder("PSS").keys(keys(parameters)).signedWith(PSS_SHA256).issueAuthority();
  }

  @Test
  void rejectsPkcs1SignatureByAPssKey() {
    Pki.Authority anchor = authority(null);
    assertValid(validate(trusting(anchor), anchor.client("svc").signedWith(PSS_SHA256).issue()));
    assertRefused(
        validate(trusting(anchor), anchor.client("svc").signedWith(PKCS1).issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "the leaf: an RSASSA-PSS key with signature algorithm 1.2.840.113549.1.1.11");
  }

  @Test
  void rejectsPkcs1SignatureByThePssKeyOfAnIntermediate() {
    Pki.Authority middle = root.intermediateBuilder("PSS").keys(keys(null)).issueAuthority();
    assertValid(validate(trusting(root), middle.client("svc").signedWith(PSS_SHA256).issue()));
    assertRefused(
        validate(trusting(root), middle.client("svc").signedWith(PKCS1).issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "an RSASSA-PSS key");
    Pki.Authority lower = middle.intermediateBuilder("Lower").signedWith(PKCS1).issueAuthority();
    assertRefused(
        validate(trusting(root), lower.client("svc").issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "certificate 1 above the leaf: an RSASSA-PSS key");
  }

  /** A signature with SHA-256 has a salt of 32 octets here, one with SHA-384 of 48. */
  @ParameterizedTest
  @CsvSource({
    "SHA-256, 32, SHA256withRSAandMGF1, true",
    "SHA-256, 20, SHA256withRSAandMGF1, true",
    "SHA-256, 33, SHA256withRSAandMGF1, false",
    "SHA-256, 32, SHA384withRSAandMGF1, false",
    "SHA-384, 48, SHA384withRSAandMGF1, true",
    "SHA-384, 32, SHA256withRSAandMGF1, false"
  })
  void signatureMustBeWithinTheParametersOfTheKey(
      String hash, int salt, String algorithm, boolean valid) {
    Pki.Authority middle =
        root.intermediateBuilder("PSS").keys(keys(parameters(hash, salt))).issueAuthority();
    PathResult result =
        validate(trusting(root), middle.client("svc").signedWith(algorithm).issue());
    if (valid) {
      assertValid(result);
    } else {
      assertRefused(result, Reason.CERTIFICATE_ALGORITHM, "outside the parameters of the key");
    }
  }

  @Test
  void rsaEncryptionKeyMaySignEitherWay() {
    Pki.Authority middle = root.intermediateBuilder("RSA").rsa(2048).issueAuthority();
    for (String algorithm : List.of(PKCS1, PSS_SHA256, PSS_SHA384)) {
      assertValid(validate(trusting(root), middle.client("svc").signedWith(algorithm).issue()));
    }
  }

  /** CRLs and OCSP responses are signed this way. */
  @Test
  void rejectsPkcs1SignatureOfAnyContentByAPssKey() {
    Pki.Authority authority = authority(null);
    for (String algorithm : List.of(PSS_SHA256, PKCS1)) {
      Certificate signed =
          Certificate.getInstance(authority.client("svc").signedWith(algorithm).issue().der());
      assertThat(isSigned(signed, authority)).isEqualTo(algorithm.equals(PSS_SHA256));
    }
  }

  private static boolean isSigned(Certificate signed, Pki.Authority authority) {
    try {
      return BouncyCastle.signed(
          signed.getTBSCertificate().getEncoded(),
          signed.getSignatureAlgorithm(),
          signed.getSignature().getOctets(),
          ParsedCertificate.of(authority.certificate()).parsed().getSubjectPublicKeyInfo());
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
