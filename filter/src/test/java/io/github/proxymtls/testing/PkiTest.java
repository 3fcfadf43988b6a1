package io.github.proxymtls.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PkiTest {

  private final Pki pki = Pki.create();

  @Test
  void chainLeadsFromTheLeafToTheRootWithoutTheRoot() throws GeneralSecurityException {
    Pki.Authority root = pki.root("Root");
    Pki.Authority upper = root.intermediate("Upper");
    Pki.Authority lower = upper.intermediate("Lower");
    List<X509Certificate> chain = lower.client("svc").issue().chain();
    assertThat(chain).hasSize(3);
    chain.get(0).verify(lower.certificate().getPublicKey());
    chain.get(1).verify(upper.certificate().getPublicKey());
    chain.get(2).verify(root.certificate().getPublicKey());
    assertThat(root.held().chain()).hasSize(1);
    assertThat(root.client("svc").issue().chain()).hasSize(1);
  }

  @Test
  void rootsOfTheSameNameHaveDifferentKeys() {
    X509Certificate one = pki.root("Root").certificate();
    X509Certificate other = pki.root("Root").certificate();
    assertThat(one.getSubjectX500Principal().getEncoded())
        .isEqualTo(other.getSubjectX500Principal().getEncoded());
    assertThat(one.getPublicKey()).isNotEqualTo(other.getPublicKey());
  }

  @Test
  void everyKindOfKeySigns() throws GeneralSecurityException {
    for (CertificateBuilder builder :
        List.of(
            pki.selfSigned("rsa").rsa(2048),
            pki.selfSigned("weak").rsa(1024).signedWith("SHA1withRSA"),
            pki.selfSigned("pss").rsa(2048).signedWith("SHA256withRSAandMGF1"),
            pki.selfSigned("ec").ec("secp521r1"),
            pki.selfSigned("ed").ed25519())) {
      X509Certificate made = builder.issue().certificate();
      made.verify(made.getPublicKey());
      assertThat(made.getBasicConstraints()).isNotEqualTo(-1);
    }
  }

  @Test
  void reproducibleInstanceMakesTheSameCertificatesAgain() {
    for (String curve : List.of("secp256r1", "secp384r1")) {
      assertThat(reproduced(curve).der()).isEqualTo(reproduced(curve).der());
      assertThat(reproduced(curve).certificate().getNotAfter()).isEqualTo("2026-01-07T23:00:00Z");
    }
  }

  private static Pki.Held reproduced(String curve) {
    Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    return Pki.insecureReproducible(1, clock, Duration.ofDays(7))
        .root("Root")
        .intermediateBuilder("RSA")
        .rsa(2048)
        .issueAuthority()
        .client("svc")
        .ec(curve)
        .issue();
  }

  @Test
  void namesAreVerbatim() {
    String name = "a,b;c=\"d\"";
    Pki.Held held = pki.selfSigned(name).dns(name).uri("x://" + name).ca(false).issue();
    Extensions extensions = Certificate.getInstance(held.der()).getTBSCertificate().getExtensions();
    assertThat(GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName).getNames())
        .extracting(entry -> entry.getName().toString())
        .containsExactly(name, "x://" + name);
    assertThat(held.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(held.sha256Hex()).hasSize(64);
    assertThat(held.thumbprint()).hasSize(43);
  }
}
