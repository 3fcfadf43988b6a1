package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.x509.CertificateNames;
import io.github.proxymtls.internal.x509.NameRule;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Tests that a certificate can be pinned only if no configured CA issued it. */
class PinningTest extends DecisionFixture {

  @Test
  void acceptsPinnedSelfSignedCertificate() {
    Pki.Held leaf = pki.selfSigned("svc").dns("a.example").issue();
    PinnedCertificate candidate = pinnable(rules().pinned().decide(leaf));
    assertThat(candidate.leaf()).isEqualTo(leaf.certificate());
    assertThat(candidate.names().thumbprint()).isEqualTo(leaf.thumbprint());
    assertRefused(rules().decide(leaf), Reason.CERTIFICATE_UNTRUSTED, "no path");
  }

  @Test
  void pinnedCertificateHasNoVerifiedNames() {
    Pki.Held leaf = pki.selfSigned("admin").dns("admin.example").issue();
    CertificateNames names = pinnable(rules().pinned().decide(leaf)).names();
    assertThat(names.dns()).isEmpty();
    assertThat(NameRule.of(NameRule.Kind.SUBJECT_DN, "CN=admin").matches(names)).isFalse();
  }

  @Test
  void ignoresPurposesAndNamesOfAPinnedCertificate() {
    for (CertificateBuilder leaf :
        List.of(
            pki.selfSigned("svc").ca(false),
            pki.selfSigned("svc").keyUsage(KeyUsage.keyAgreement),
            pki.selfSigned("svc").extendedKeyUsage(KeyPurposeId.id_kp_serverAuth.getId()),
            pki.selfSigned("svc").dns("*.example"),
            pki.selfSigned("svc").rsa(2048).signedWith("SHA1withRSA"),
            pki.selfSigned("svc")
                .extension(
                    new ASN1ObjectIdentifier("1.3.6.1.4.1.99999"), true, DERNull.INSTANCE))) {
      pinnable(rules().pinned().decide(leaf.issue()));
    }
  }

  @Test
  void checksDatesAndKeyStrengthOfAPinnedCertificate() {
    Rules rules = rules().pinned();
    assertRefused(
        rules.decide(pki.selfSigned("svc").expired().issue()), Reason.CERTIFICATE_EXPIRED, "");
    assertRefused(
        rules.decide(pki.selfSigned("svc").notYetValid().issue()),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "");
    assertRefused(
        rules.decide(pki.selfSigned("svc").rsa(1024).issue()), Reason.CERTIFICATE_ALGORITHM, "");
    PinnedCertificate candidate = pinnable(rules.decide(pki.selfSigned("svc").issue()));
    assertThat(candidate.refusalAt(clock.instant())).isNull();
    assertRefused(
        candidate.refusalAt(clock.instant().plus(Duration.ofDays(31))),
        Reason.CERTIFICATE_EXPIRED,
        "");
  }

  @Test
  void certificateCanBePinnedOnlyIfNoConfiguredCaIssuedIt() {
    Rules rules = rules().pinned();
    assertRefused(
        rules.decide(root.client("svc").expired().issue()), Reason.CERTIFICATE_EXPIRED, "");
    assertRefused(
        rules.decide(root.server("svc").issue()), Reason.CERTIFICATE_EXTENDED_KEY_USAGE, "");
    assertRefused(rules.decide(root.client("svc").ca(true).issue()), Reason.CERTIFICATE_IS_CA, "");
    assertRefused(rules.decide(root.held()), Reason.CERTIFICATE_IS_CA, "");
    assertRefused(
        rules.decide(root.client("svc").dns("*.example").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "");
    assertRefused(
        rules.decide(root.client("svc").signedWith("SHA1withECDSA").issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "");
  }

  @Test
  void certificateIssuedThroughForwardedIntermediatesIsNotPinned() {
    Rules rules = rules().pinned();
    assertRefused(
        rules.decide(issuing.client("svc").expired().issue()), Reason.CERTIFICATE_EXPIRED, "");
    Pki.Authority expired = root.intermediateBuilder("Expired").expired().issueAuthority();
    assertRefused(rules.decide(expired.client("svc").issue()), Reason.CERTIFICATE_EXPIRED, "");
    Pki.Authority noCa = root.client("No CA").issueAuthority();
    assertRefused(rules.decide(noCa.client("svc").issue()), Reason.CERTIFICATE_UNTRUSTED, "");
    Pki.Authority weak = root.intermediateBuilder("Weak").rsa(1024).issueAuthority();
    assertRefused(rules.decide(weak.client("svc").issue()), Reason.CERTIFICATE_ALGORITHM, "");
  }

  @Test
  void certificateIssuedByAConfiguredIntermediateIsNotPinned() {
    Pki.Authority orphan = pki.root("Elsewhere").intermediate("Orphan");
    Pki.Held leaf = orphan.client("svc").issue();
    assertRefused(
        rules().pinned().intermediates(orphan.pem()).decide(leaf, List.of()),
        Reason.CERTIFICATE_UNTRUSTED,
        "no path");
    pinnable(rules().pinned().decide(leaf, List.of()));
  }

  @Test
  void certificateOfUnrelatedCaWithAKnownNameMayBePinned() {
    Pki.Authority namesake = pki.root("Root");
    pinnable(rules().pinned().decide(namesake.client("svc").issue()));
    pinnable(
        rules().pinned().decide(namesake.client("svc").issue(), List.of(namesake.certificate())));
  }

  @Test
  void knownNameSufficesIfSignatureMustNotBeVerified() {
    Pki.Held leaf = pki.root("Root").client("svc").signedWith("SHA1withECDSA").issue();
    assertRefused(rules().pinned().decide(leaf), Reason.CERTIFICATE_ALGORITHM, "");
  }

  @Test
  void pinnedCertificateIsNotAnAnchor() {
    Pki.Authority own = pki.selfSigned("svc").issueAuthority();
    PinnedCertificate below =
        pinnable(rules().pinned().decide(own.client("x").issue(), List.of(own.certificate())));
    assertThat(below.leaf().getSubjectX500Principal().getName()).isEqualTo("CN=x");
  }

  @Test
  void certificateKnownToAnotherProfileIsNotPinnedAndNotLookedUp() throws IOException {
    Pki.Held client = root.client("svc").issue();
    try (LoopbackResponder responder = LoopbackResponder.start(root, clock)) {
      responder.now(LoopbackResponder.Manner.REVOKED);
      CertificateValidator asking = rules().ocsp(responder.uri()).load(new Problems());
      CertificateValidator pinning =
          rules().anchors(pki.root("Other").pem()).pinned().load(new Problems());

      Result<ClientCertificate> decision =
          pinning.withOtherProfiles(List.of(asking)).validate(claimed(client.der()), List.of());

      assertRefused(decision, Reason.CERTIFICATE_UNTRUSTED, "no path");
      assertThat(responder.asked()).isZero();
      assertRefused(
          asking.validate(claimed(client.der()), List.of()),
          Reason.CERTIFICATE_REVOKED,
          "the leaf");
    }
  }
}
