package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity.Acceptance;
import io.github.proxymtls.Problem;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.ClientRules.Allow;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CertificateValidatorTest extends DecisionFixture {

  // By path.

  @Test
  void validPathIncludesItsAnchor() {
    Pki.Held leaf = issuing.client("svc").issue();
    ValidatedCertificate accepted = validated(rules().decide(leaf));
    assertThat(accepted.acceptance()).isEqualTo(Acceptance.PKIX);
    assertThat(accepted.leaf()).isEqualTo(leaf.certificate());
    assertThat(accepted.path())
        .containsExactly(leaf.certificate(), issuing.certificate(), root.certificate());
    assertThat(accepted.names().thumbprint()).isEqualTo(leaf.thumbprint());
    assertThat(accepted.principal()).isEqualTo("CN=svc");
  }

  @Test
  void applicationGetsCertificateClassOfTheJdk() throws Exception {
    Pki.Held leaf = issuing.client("svc").issue();
    Class<?> platform = leaf.certificate().getClass();
    assertThat(validated(rules().decide(leaf)).path())
        .allSatisfy(certificate -> assertThat(certificate).isInstanceOf(platform));
  }

  @Test
  void configuredIntermediateCompletesTheChain() {
    Pki.Held leaf = issuing.client("svc").issue();
    validated(rules().intermediates(issuing.pem()).decide(leaf, List.of()));
    assertRefused(rules().decide(leaf, List.of()), Reason.CERTIFICATE_UNTRUSTED, "no path");
  }

  @Test
  void reportsRefusalOfPath() {
    assertRefused(
        rules().decide(issuing.client("svc").expired().issue()),
        Reason.CERTIFICATE_EXPIRED,
        "the leaf expired at ");
    assertRefused(
        rules().decide(pki.root("Foreign").client("svc").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "no path");
  }

  @Test
  void refusalNamesSubjectAndIssuer() {
    Pki.Held unrelated = pki.root("Foreign").client("svc").issue();
    assertRefused(
        rules().decide(unrelated),
        Reason.CERTIFICATE_UNTRUSTED,
        "; subject 'CN=svc', issuer 'CN=Foreign'");
    assertRefused(
        rules().decide(root.client("x".repeat(300)).expired().issue()),
        Reason.CERTIFICATE_EXPIRED,
        "; subject 'CN=" + "x".repeat(197) + "...', issuer '");
  }

  @Test
  void validityOfWholePathIsCheckedAgainLater() {
    Instant now = clock.instant();
    Pki.Authority shortLived =
        root.intermediateBuilder("Short")
            .validity(now.minusSeconds(60), now.plusSeconds(60))
            .issueAuthority();
    ValidatedCertificate accepted = validated(rules().decide(shortLived.client("svc").issue()));
    assertThat(accepted.refusalAt(now)).isNull();
    assertRefused(
        accepted.refusalAt(now.plusSeconds(61)),
        Reason.CERTIFICATE_EXPIRED,
        "certificate 1 above the leaf expired");
    assertRefused(
        accepted.refusalAt(now.minusSeconds(61)),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "certificate 1 above the leaf is valid from");
  }

  // By the proxy's verdict.

  @Test
  void verdictAcceptsCertificatesAsForwarded() {
    Pki.Authority unrelated = pki.root("Foreign").intermediate("Foreign Issuing");
    Pki.Held leaf = unrelated.client("svc").issue();
    ValidatedCertificate accepted = validated(rules().byVerdict().decide(leaf));
    assertThat(accepted.acceptance()).isEqualTo(Acceptance.PROXY);
    assertThat(accepted.path()).containsExactly(leaf.certificate(), unrelated.certificate());
  }

  @Test
  void verdictDoesNotReplaceChecksOfTheLeaf() {
    Pki.Authority unrelated = pki.rootBuilder("Foreign").rsa(2048).issueAuthority();
    Rules rules = rules().byVerdict();
    validated(rules.decide(unrelated.client("svc").issue()));
    assertRefused(
        rules.decide(unrelated.client("svc").expired().issue()), Reason.CERTIFICATE_EXPIRED, "");
    assertRefused(
        rules.decide(unrelated.client("svc").notYetValid().issue()),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "");
    assertRefused(
        rules.decide(unrelated.client("svc").ca(true).issue()), Reason.CERTIFICATE_IS_CA, "");
    assertRefused(
        rules.decide(unrelated.client("svc").keyUsage(KeyUsage.keyAgreement).issue()),
        Reason.CERTIFICATE_KEY_USAGE,
        "");
    assertRefused(
        rules.decide(unrelated.server("svc").issue()), Reason.CERTIFICATE_EXTENDED_KEY_USAGE, "");
    assertRefused(
        rules.decide(unrelated.client("svc").rsa(1024).issue()), Reason.CERTIFICATE_ALGORITHM, "");
    assertRefused(
        rules.decide(unrelated.client("svc").signedWith("SHA1withRSA").issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "");
    assertRefused(
        rules.decide(unrelated.client("svc").dns("*.example").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "wildcard");
  }

  @Test
  void verdictDoesNotAllowWeakKeysInTheChain() {
    Pki.Authority weak = pki.rootBuilder("Weak").rsa(1024).issueAuthority();
    Pki.Held leaf = pki.root("Foreign").client("svc").issue();
    assertRefused(
        rules().byVerdict().decide(leaf, List.of(weak.certificate())),
        Reason.CERTIFICATE_ALGORITHM,
        "1024");
  }

  @Test
  void verdictAllowsExpiredChain() {
    Pki.Authority expired = pki.rootBuilder("Foreign").expired().issueAuthority();
    Pki.Held leaf = expired.client("svc").issue();
    ValidatedCertificate accepted =
        validated(rules().byVerdict().decide(leaf, List.of(expired.certificate())));
    assertThat(accepted.refusalAt(clock.instant())).isNull();
    assertRefused(
        accepted.refusalAt(clock.instant().plus(Duration.ofDays(31))),
        Reason.CERTIFICATE_EXPIRED,
        "the leaf");
  }

  @Test
  void refusalReportsAllowListEntryInReverseOrder() {
    Pki.Held leaf = issuing.client("x").subject("CN=svc,O=Acme,C=DE").issue();
    Refusal reversed =
        rules().allow(subjects("CN=a", "C=DE, O=acme, CN=svc")).decide(leaf).refusal();
    assertThat(reversed.reason()).isEqualTo(Reason.CERTIFICATE_NOT_ALLOWED);
    assertThat(reversed.detail())
        .contains("in reverse order")
        .endsWith("; subject 'CN=svc,O=Acme,C=DE', issuer 'CN=Issuing'");
    Refusal other = rules().allow(subjects("C=DE,CN=svc")).decide(leaf).refusal();
    assertThat(other.detail()).doesNotContain("reverse");
    validated(rules().allow(subjects("CN=svc, O=Acme, C=DE")).decide(leaf));
  }

  private static Allow subjects(String... names) {
    return new Allow(List.of(names), List.of(), List.of(), List.of(), List.of());
  }

  // Loading.

  @Test
  void warnsAboutNameThatBeginsWithTheCountry() {
    Problems problems = new Problems(Map.of());
    assertThat(rules().allow(subjects("C=DE, O=Acme, CN=svc", "CN=svc,C=DE")).load(problems))
        .isNotNull();
    assertThat(problems.list()).isEmpty();
    assertThat(problems.warnings())
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.code()).isEqualTo("subject-dn-reversed");
              assertThat(warning.where()).startsWith("proxymtls.client.allow.subject-dn");
              assertThat(warning.what()).contains("begins with C and ends with CN");
            });
  }

  @Test
  void reportsAllProblemsAtOnce() {
    Allow allow =
        new Allow(
            List.of("CN=a;O=b"), List.of("*.example"), List.of(), List.of("x"), List.of("00"));
    Problems problems = new Problems(Map.of());
    CertificateValidator validator =
        rules().anchors("").intermediates("nothing").allow(allow).load(problems);
    assertThat(validator).isNull();
    assertThat(problems.list())
        .extracting(Problem::code)
        .containsExactly(
            "no-certificates",
            "no-certificates",
            "invalid-name",
            "invalid-name",
            "invalid-name",
            "invalid-name");
    assertThat(problems.list().get(2).toString())
        .contains("proxymtls.client.allow.subject-dn")
        .contains("this character must be escaped at offset 4");
  }

  @Test
  void ignoresEarlierProblems() {
    Problems problems = new Problems(Map.of());
    problems.add("other", "proxymtls.other", "something else", "mend it");
    assertThat(rules().load(problems)).isNotNull();
    assertThat(problems.list()).hasSize(1);
  }

  // Unexpected input.

  @Tag("slow")
  @Test
  void rejectsAfterEveryUnexpectedFailure() {
    Random random = new Random(20260101);
    byte[] der = issuing.client("svc").dns("a.example").issue().der();
    CertificateValidator pkix = rules().pinned().load(new Problems(Map.of()));
    CertificateValidator verdict = rules().byVerdict().load(new Problems(Map.of()));
    List<DecodedCertificate> chain = List.of(claimed(encoded(issuing.certificate())));
    for (int i = 0; i < 3000; i++) {
      byte[] changed = der.clone();
      changed[random.nextInt(der.length)] ^= (byte) (1 << random.nextInt(8));
      Certificate parsed = parsed(changed);
      if (parsed != null) {
        Result<ClientCertificate> decision =
            pkix.validate(new DecodedCertificate(changed, parsed), chain);
        assertThat(decision).isNotInstanceOf(ValidatedCertificate.class);
        assertThat(verdict.validate(new DecodedCertificate(changed, parsed), chain)).isNotNull();
      }
    }
  }

  private static Certificate parsed(byte[] der) {
    try {
      Certificate parsed = Certificate.getInstance(der);
      return Arrays.equals(parsed.getEncoded("DER"), der) ? parsed : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  @Test
  void rejectsMalformedExtension() {
    for (ASN1ObjectIdentifier oid :
        List.of(
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.basicConstraints,
            Extension.subjectAlternativeName)) {
      Pki.Held leaf = root.client("svc").extension(oid, false, DERNull.INSTANCE).issue();
      assertRefused(rules().decide(leaf), Reason.CERTIFICATE_MALFORMED, "");
    }
  }
}
