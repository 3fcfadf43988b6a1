package io.github.proxymtls.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.ClientIdentity.Acceptance;
import io.github.proxymtls.Reason;
import io.github.proxymtls.config.ClientRules;
import io.github.proxymtls.config.ClientRules.Allow;
import io.github.proxymtls.config.ClientRules.ExtendedKeyUsage;
import io.github.proxymtls.config.ClientRules.Principal;
import io.github.proxymtls.config.ClientRules.Validation;
import io.github.proxymtls.config.Problem;
import io.github.proxymtls.config.Problems;
import io.github.proxymtls.config.Resource;
import io.github.proxymtls.header.ForwardedCertificate.Claimed;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import io.github.proxymtls.trust.TrustDecision.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateValidatorTest {

  private static final Allow EVERY_ONE =
      new Allow(List.of(), List.of(), List.of(), List.of(), List.of());

  @TempDir private Path folder;

  private final Pki pki = Pki.create();
  private final Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
  private final Pki.Authority root = pki.root("Root");
  private final Pki.Authority issuing = root.intermediate("Issuing");

  private final class Rules {
    private Validation validation = Validation.PKIX;
    private String anchors = root.pem();
    private String intermediates = "";
    private boolean pinned;
    private Allow allow = EVERY_ONE;
    private Principal principal = Principal.SUBJECT_DN;

    Rules byVerdict() {
      validation = Validation.PROXY;
      return this;
    }

    Rules anchors(String pem) {
      anchors = pem;
      return this;
    }

    Rules intermediates(String pem) {
      intermediates = pem;
      return this;
    }

    Rules pinned() {
      pinned = true;
      return this;
    }

    Rules allow(Allow only) {
      allow = only;
      return this;
    }

    Rules principal(Principal rule) {
      principal = rule;
      return this;
    }

    CertificateValidator load(Problems problems) {
      ClientRules rules =
          new ClientRules(
              true,
              validation,
              validation == Validation.PROXY ? null : file("trust-anchors", anchors),
              intermediates.isEmpty() ? null : file("intermediates", intermediates),
              pinned,
              ExtendedKeyUsage.CLIENT_AUTH,
              allow,
              principal);
      return CertificateValidator.load(rules, clock, problems);
    }

    TrustDecision decide(Pki.Held leaf) {
      List<X509Certificate> chain = leaf.chain();
      return decide(leaf, chain.subList(1, chain.size()));
    }

    TrustDecision decide(Pki.Held leaf, List<X509Certificate> others) {
      Problems problems = new Problems(Map.of());
      CertificateValidator validator = load(problems);
      assertThat(problems.list()).isEmpty();
      return Objects.requireNonNull(validator)
          .validate(
              claimed(leaf.der()), others.stream().map(other -> claimed(encoded(other))).toList());
    }
  }

  private Resource file(String key, String content) {
    Path path = folder.resolve(key + ".pem");
    try {
      Files.writeString(path, content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new Resource("proxymtls.client." + key, path.toString(), path);
  }

  private static Claimed claimed(byte[] der) {
    return new Claimed(der, Certificate.getInstance(der));
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private Rules rules() {
    return new Rules();
  }

  private static void assertRefused(TrustDecision decision, Reason reason, String detail) {
    assertThat(decision).isInstanceOf(Refused.class);
    assertThat(((Refused) decision).reason()).isEqualTo(reason);
    assertThat(((Refused) decision).detail()).contains(detail);
  }

  private static ValidatedCertificate validated(TrustDecision decision) {
    assertThat(decision).isInstanceOf(ValidatedCertificate.class);
    return (ValidatedCertificate) decision;
  }

  private static PinnedCandidate pinnable(TrustDecision decision) {
    assertThat(decision).isInstanceOf(PinnedCandidate.class);
    return (PinnedCandidate) decision;
  }

  // By path.

  @Test
  void validPathIsShownWithItsAnchor() {
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
  void applicationsGetTheClassOfThePlatform() throws Exception {
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
  void refusalOfAPathIsTold() {
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
  void datesOfTheWholePathAreLookedAtAgainLater() {
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
  void verdictShowsWhatWasForwarded() {
    Pki.Authority foreign = pki.root("Foreign").intermediate("Foreign Issuing");
    Pki.Held leaf = foreign.client("svc").issue();
    ValidatedCertificate accepted = validated(rules().byVerdict().decide(leaf));
    assertThat(accepted.acceptance()).isEqualTo(Acceptance.PROXY);
    assertThat(accepted.path()).containsExactly(leaf.certificate(), foreign.certificate());
  }

  @Test
  void verdictDoesNotReplaceTheChecksOfTheLeaf() {
    Pki.Authority foreign = pki.rootBuilder("Foreign").rsa(2048).issueAuthority();
    Rules rules = rules().byVerdict();
    validated(rules.decide(foreign.client("svc").issue()));
    assertRefused(
        rules.decide(foreign.client("svc").expired().issue()), Reason.CERTIFICATE_EXPIRED, "");
    assertRefused(
        rules.decide(foreign.client("svc").notYetValid().issue()),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "");
    assertRefused(
        rules.decide(foreign.client("svc").ca(true).issue()), Reason.CERTIFICATE_IS_CA, "");
    assertRefused(
        rules.decide(foreign.client("svc").keyUsage(KeyUsage.keyAgreement).issue()),
        Reason.CERTIFICATE_KEY_USAGE,
        "");
    assertRefused(
        rules.decide(foreign.server("svc").issue()), Reason.CERTIFICATE_EXTENDED_KEY_USAGE, "");
    assertRefused(
        rules.decide(foreign.client("svc").rsa(1024).issue()), Reason.CERTIFICATE_ALGORITHM, "");
    assertRefused(
        rules.decide(foreign.client("svc").signedWith("SHA1withRSA").issue()),
        Reason.CERTIFICATE_ALGORITHM,
        "");
    assertRefused(
        rules.decide(foreign.client("svc").dns("*.example").issue()),
        Reason.CERTIFICATE_UNTRUSTED,
        "wildcard");
  }

  @Test
  void verdictDoesNotMakeWeakKeysOfTheChainAcceptable() {
    Pki.Authority weak = pki.rootBuilder("Weak").rsa(1024).issueAuthority();
    Pki.Held leaf = pki.root("Foreign").client("svc").issue();
    assertRefused(
        rules().byVerdict().decide(leaf, List.of(weak.certificate())),
        Reason.CERTIFICATE_ALGORITHM,
        "1024");
  }

  @Test
  void verdictsChainMayHaveExpired() {
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

  // Only what nobody known issued may be pinned.

  @Test
  void selfSignedCertificateMayBePinned() {
    Pki.Held leaf = pki.selfSigned("svc").dns("a.example").issue();
    PinnedCandidate candidate = pinnable(rules().pinned().decide(leaf));
    assertThat(candidate.certificate()).isEqualTo(leaf.certificate());
    assertThat(candidate.names().thumbprint()).isEqualTo(leaf.thumbprint());
    assertRefused(rules().decide(leaf), Reason.CERTIFICATE_UNTRUSTED, "no path");
  }

  @Test
  void pinnedNamesProveNothingAndAreNotTold() {
    Pki.Held leaf = pki.selfSigned("admin").dns("admin.example").issue();
    CertificateNames names = pinnable(rules().pinned().decide(leaf)).names();
    assertThat(names.dns()).isEmpty();
    assertThat(NameRule.of(NameRule.Kind.SUBJECT_DN, "CN=admin").matches(names)).isFalse();
  }

  @Test
  void purposesAndNamesOfAPinnedCertificateDoNotMatter() {
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
  void datesAndKeyStrengthOfAPinnedCertificateMatter() {
    Rules rules = rules().pinned();
    assertRefused(
        rules.decide(pki.selfSigned("svc").expired().issue()), Reason.CERTIFICATE_EXPIRED, "");
    assertRefused(
        rules.decide(pki.selfSigned("svc").notYetValid().issue()),
        Reason.CERTIFICATE_NOT_YET_VALID,
        "");
    assertRefused(
        rules.decide(pki.selfSigned("svc").rsa(1024).issue()), Reason.CERTIFICATE_ALGORITHM, "");
    PinnedCandidate candidate = pinnable(rules.decide(pki.selfSigned("svc").issue()));
    assertThat(candidate.refusalAt(clock.instant())).isNull();
    assertRefused(
        candidate.refusalAt(clock.instant().plus(Duration.ofDays(31))),
        Reason.CERTIFICATE_EXPIRED,
        "");
  }

  @Test
  void onlyWhatNobodyKnownIssuedMayBePinned() {
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
  void failureThroughForwardedIntermediatesIsFinal() {
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
  void whatAConfiguredIntermediateIssuedIsKnown() {
    Pki.Authority orphan = pki.root("Elsewhere").intermediate("Orphan");
    Pki.Held leaf = orphan.client("svc").issue();
    assertRefused(
        rules().pinned().intermediates(orphan.pem()).decide(leaf, List.of()),
        Reason.CERTIFICATE_UNTRUSTED,
        "no path");
    pinnable(rules().pinned().decide(leaf, List.of()));
  }

  @Test
  void foreignAuthorityOfAKnownNameIsNotKnown() {
    Pki.Authority twin = pki.root("Root");
    pinnable(rules().pinned().decide(twin.client("svc").issue()));
    pinnable(rules().pinned().decide(twin.client("svc").issue(), List.of(twin.certificate())));
  }

  @Test
  void knownNameWithASignatureThatMayNotBeVerifiedIsKnown() {
    Pki.Held leaf = pki.root("Root").client("svc").signedWith("SHA1withECDSA").issue();
    assertRefused(rules().pinned().decide(leaf), Reason.CERTIFICATE_ALGORITHM, "");
  }

  @Test
  void pinnedCertificateAnchorsNoOther() {
    Pki.Authority own = pki.selfSigned("svc").issueAuthority();
    PinnedCandidate below =
        pinnable(rules().pinned().decide(own.client("x").issue(), List.of(own.certificate())));
    assertThat(below.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=x");
  }

  // The allow-list.

  @Test
  void anyEntryOfTheAllowListSuffices() {
    Pki.Held leaf =
        root.client("svc").dns("a.example").uri("spiffe://x/a").email("a@example.org").issue();
    List<String> none = List.of();
    List<String> other = List.of("CN=other");
    for (Allow allow :
        List.of(
            new Allow(List.of("CN=other", "CN=svc"), none, none, none, none),
            new Allow(other, List.of("a.example"), none, none, none),
            new Allow(other, none, List.of("spiffe://x/a"), none, none),
            new Allow(other, none, none, List.of("a@example.org"), none),
            new Allow(other, none, none, none, List.of(leaf.sha256Hex())))) {
      validated(rules().allow(allow).decide(leaf));
      assertRefused(
          rules().allow(allow).decide(root.client("x").issue()),
          Reason.CERTIFICATE_NOT_ALLOWED,
          "no entry");
    }
  }

  @Test
  void allowListHoldsUnderTheVerdictToo() {
    Allow allow = new Allow(List.of("CN=svc"), List.of(), List.of(), List.of(), List.of());
    Rules rules = rules().byVerdict().allow(allow);
    validated(rules.decide(root.client("svc").issue()));
    assertRefused(rules.decide(root.client("x").issue()), Reason.CERTIFICATE_NOT_ALLOWED, "");
  }

  // The principal.

  @Test
  void principalIsTheNameOfTheRule() {
    Pki.Held leaf =
        root.client("svc")
            .subject("CN=svc,O=Acme\\, Inc")
            .dns("a.example")
            .uri("spiffe://x/a")
            .email("a@example.org")
            .issue();
    assertPrincipal(leaf, Principal.SUBJECT_DN, "CN=svc,O=Acme\\, Inc");
    assertPrincipal(leaf, Principal.SAN_DNS, "a.example");
    assertPrincipal(leaf, Principal.SAN_URI, "spiffe://x/a");
    assertPrincipal(leaf, Principal.SAN_EMAIL, "a@example.org");
    assertPrincipal(leaf, Principal.SHA256, leaf.sha256Hex());
    assertPrincipal(leaf, Principal.NONE, null);
  }

  private void assertPrincipal(Pki.Held leaf, Principal rule, String expected) {
    assertThat(validated(rules().principal(rule).decide(leaf)).principal()).isEqualTo(expected);
  }

  @Test
  void principalThatDoesNotOccurExactlyOnceIsAmbiguous() {
    Pki.Held none = root.client("svc").issue();
    Pki.Held two =
        root.client("svc")
            .dns("a.example")
            .dns("a.example")
            .uri("x://a")
            .uri("x://b")
            .email("a@example.org")
            .email("b@example.org")
            .issue();
    for (Principal rule : List.of(Principal.SAN_DNS, Principal.SAN_URI, Principal.SAN_EMAIL)) {
      assertRefused(rules().principal(rule).decide(none), Reason.PRINCIPAL_AMBIGUOUS, "0 ");
      assertRefused(rules().principal(rule).decide(two), Reason.PRINCIPAL_AMBIGUOUS, "2 ");
    }
  }

  @Test
  void emptySubjectNamesNobody() {
    Pki.Held leaf = root.client("").subject("").dns("a.example").issue();
    assertRefused(rules().decide(leaf), Reason.PRINCIPAL_AMBIGUOUS, "the subject is empty");
    validated(rules().principal(Principal.SAN_DNS).decide(leaf));
  }

  // Loading.

  @Test
  void everyProblemIsReportedAtOnce() {
    Allow allow =
        new Allow(
            List.of("CN=a, O=b"), List.of("*.example"), List.of(), List.of("x"), List.of("00"));
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
        .contains("not a space at offset 5");
  }

  @Test
  void problemsOfOthersDoNotMatterHere() {
    Problems problems = new Problems(Map.of());
    problems.add("other", "proxymtls.other", "something else", "mend it");
    assertThat(rules().load(problems)).isNotNull();
    assertThat(problems.list()).hasSize(1);
  }

  // Whatever comes.

  @Test
  void anyUnexpectedFailureEndsInARejection() {
    Random random = new Random(20260101);
    byte[] der = issuing.client("svc").dns("a.example").issue().der();
    CertificateValidator pkix = rules().pinned().load(new Problems(Map.of()));
    CertificateValidator verdict = rules().byVerdict().load(new Problems(Map.of()));
    List<Claimed> chain = List.of(claimed(encoded(issuing.certificate())));
    for (int i = 0; i < 3000; i++) {
      byte[] changed = der.clone();
      changed[random.nextInt(der.length)] ^= (byte) (1 << random.nextInt(8));
      Certificate parsed = parsed(changed);
      if (parsed != null) {
        TrustDecision decision = pkix.validate(new Claimed(changed, parsed), chain);
        assertThat(decision).isNotInstanceOf(ValidatedCertificate.class);
        assertThat(verdict.validate(new Claimed(changed, parsed), chain)).isNotNull();
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
  void malformedExtensionRefuses() {
    for (ASN1ObjectIdentifier oid :
        List.of(
            Extension.keyUsage,
            Extension.extendedKeyUsage,
            Extension.basicConstraints,
            Extension.subjectAlternativeName)) {
      Pki.Held leaf = root.client("svc").extension(oid, false, DERNull.INSTANCE).issue();
      assertRefused(rules().decide(leaf), Reason.CERTIFICATE_UNTRUSTED, "");
    }
  }
}
