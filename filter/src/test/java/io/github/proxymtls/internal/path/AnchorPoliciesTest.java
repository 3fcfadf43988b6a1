package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.CertPolicyId;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyMappings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the policy extensions of a trust anchor apply (RFC 5937 section 3). */
class AnchorPoliciesTest extends PathFixture {

  private static final String ANY_POLICY = "2.5.29.32.0";
  private static final String P = "1.3.6.1.4.1.99999.1";
  private static final String Q = "1.3.6.1.4.1.99999.2";
  private static final int ABSENT = -1;

  @TempDir Path folder;

  private static CertificateBuilder policies(CertificateBuilder builder, String... oids) {
    ASN1EncodableVector all = new ASN1EncodableVector();
    for (String oid : oids) {
      all.add(new DERSequence(new ASN1ObjectIdentifier(oid)));
    }
    return oids.length == 0
        ? builder
        : builder.extension(Extension.certificatePolicies, false, new DERSequence(all));
  }

  private static CertificateBuilder constraints(
      CertificateBuilder builder, int explicitAfter, int noMappingAfter) {
    ASN1EncodableVector fields = new ASN1EncodableVector();
    if (explicitAfter != ABSENT) {
      fields.add(new DERTaggedObject(false, 0, new ASN1Integer(explicitAfter)));
    }
    if (noMappingAfter != ABSENT) {
      fields.add(new DERTaggedObject(false, 1, new ASN1Integer(noMappingAfter)));
    }
    return fields.size() == 0
        ? builder
        : builder.extension(Extension.policyConstraints, true, new DERSequence(fields));
  }

  private static CertificateBuilder noAnyPolicy(CertificateBuilder builder, int after) {
    return after == ABSENT
        ? builder
        : builder.extension(Extension.inhibitAnyPolicy, true, new ASN1Integer(after));
  }

  private static CertificateBuilder mapping(CertificateBuilder builder, String from, String to) {
    return builder.extension(
        Extension.policyMappings,
        true,
        new PolicyMappings(
            CertPolicyId.getInstance(new ASN1ObjectIdentifier(from)),
            CertPolicyId.getInstance(new ASN1ObjectIdentifier(to))));
  }

  private CertificateBuilder anchor(int explicitAfter, String... oids) {
    return constraints(policies(pki.rootBuilder("Anchor"), oids), explicitAfter, ABSENT);
  }

  private boolean isValid(Pki.Authority anchor, Pki.Held leaf) {
    return validate(trusting(anchor), leaf) instanceof PathResult.Valid;
  }

  @Test
  void rejectsLeafWithoutPolicyIfAnchorRequiresOne() {
    Pki.Authority anchor = anchor(0).issueAuthority();
    assertRefused(
        validate(trusting(anchor), anchor.client("svc").issue()), Reason.CERTIFICATE_UNTRUSTED, "");
    assertValid(validate(trusting(anchor), policies(anchor.client("svc"), P).issue()));
  }

  @Test
  void rejectsLeafWithOtherPolicyThanTheAnchorRequires() {
    Pki.Authority anchor = anchor(0, P).issueAuthority();
    assertThat(isValid(anchor, policies(anchor.client("svc"), P).issue())).isTrue();
    assertThat(isValid(anchor, policies(anchor.client("svc"), Q, P).issue())).isTrue();
    assertThat(isValid(anchor, policies(anchor.client("svc"), Q).issue())).isFalse();
    assertThat(isValid(anchor, anchor.client("svc").issue())).isFalse();
    assertThat(isValid(anchor, policies(anchor.client("svc"), ANY_POLICY).issue())).isTrue();
  }

  @Test
  void policiesOfAnchorRejectNothingIfNoneIsRequired() {
    Pki.Authority anchor = anchor(ABSENT, P).issueAuthority();
    assertThat(isValid(anchor, anchor.client("svc").issue())).isTrue();
    assertThat(isValid(anchor, policies(anchor.client("svc"), Q).issue())).isTrue();
  }

  @Test
  void anchorWithAnyPolicyAcceptsEveryPolicy() {
    Pki.Authority anchor = anchor(0, P, ANY_POLICY).issueAuthority();
    assertThat(isValid(anchor, policies(anchor.client("svc"), Q).issue())).isTrue();
    assertThat(isValid(anchor, anchor.client("svc").issue())).isFalse();
  }

  /** The leaf reduces the count, a self-issued issuer does not. */
  @Test
  void skipCertsOfAnchorCountsCertificatesThatNeedNoPolicy() {
    for (int skipped = 0; skipped < 4; skipped++) {
      Pki.Authority anchor = anchor(skipped).issueAuthority();
      Pki.Authority first = anchor.intermediate("First");
      Pki.Authority again = first.intermediate("First");
      assertThat(isValid(anchor, anchor.client("svc").issue())).isEqualTo(skipped > 1);
      assertThat(isValid(anchor, first.client("svc").issue())).isEqualTo(skipped > 2);
      assertThat(isValid(anchor, again.client("svc").issue())).isEqualTo(skipped > 2);
    }
  }

  @Test
  void anyPolicyIsIgnoredIfAnchorInhibitsIt() {
    Pki.Authority anchor = noAnyPolicy(anchor(0), 0).issueAuthority();
    assertThat(isValid(anchor, policies(anchor.client("svc"), ANY_POLICY).issue())).isFalse();
    assertThat(isValid(anchor, policies(anchor.client("svc"), P).issue())).isTrue();
    Pki.Authority later = noAnyPolicy(anchor(0), 1).issueAuthority();
    assertThat(isValid(later, policies(later.client("svc"), ANY_POLICY).issue())).isTrue();
    Pki.Authority middle = policies(later.intermediateBuilder("M"), P).issueAuthority();
    assertThat(isValid(later, policies(middle.client("svc"), ANY_POLICY).issue())).isFalse();
    assertThat(isValid(later, policies(middle.client("svc"), P).issue())).isTrue();
  }

  @Test
  void mappedPolicyIsIgnoredIfAnchorInhibitsMapping() {
    for (int skipped : new int[] {ABSENT, 0, 1}) {
      Pki.Authority anchor =
          constraints(policies(pki.rootBuilder("Anchor"), P), 0, skipped).issueAuthority();
      Pki.Authority middle =
          mapping(policies(anchor.intermediateBuilder("Middle"), P), P, Q).issueAuthority();
      assertThat(isValid(anchor, policies(middle.client("svc"), Q).issue()))
          .isEqualTo(skipped != 0);
    }
  }

  @Test
  void policyConstraintsOfConfiguredIntermediateApply() {
    Pki.Authority middle = constraints(root.intermediateBuilder("M"), 0, ABSENT).issueAuthority();
    assertThat(isValid(root, middle.client("svc").issue())).isFalse();
    assertThat(isValid(middle, middle.client("svc").issue())).isFalse();
    assertThat(isValid(middle, policies(middle.client("svc"), P).issue())).isTrue();
  }

  // Comparison with OpenSSL.

  /** One case. The anchor also exists as a certificate below another issuer. */
  private record Case(int explicitAfter, int mappingAfter, int anyAfter, boolean own) {

    CertificateBuilder in(CertificateBuilder builder) {
      CertificateBuilder anchor = constraints(builder, explicitAfter, mappingAfter);
      return policies(noAnyPolicy(anchor, anyAfter), own ? P : ANY_POLICY);
    }

    /**
     * The filter applies a constraint that starts in the middle of a path to the whole path. Bouncy
     * Castle accepts no mapped policy if a policy is required and the initial policy is anyPolicy.
     */
    boolean isStricterHere() {
      return mappingAfter > 0 || anyAfter > 0 || !own;
    }
  }

  private static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int explicit : new int[] {0, 2}) {
      for (boolean own : new boolean[] {true, false}) {
        cases.add(new Case(explicit, ABSENT, ABSENT, own));
        cases.add(new Case(explicit, 0, ABSENT, own));
        cases.add(new Case(explicit, ABSENT, 0, own));
        cases.add(new Case(explicit, 1, 1, own));
      }
    }
    return cases.stream();
  }

  /**
   * OpenSSL gets the anchor as a certificate below a root without constraints, so that it applies
   * the extensions by RFC 5280 section 6.1.4.
   */
  @Tag("slow")
  @Test
  void acceptsNoPathThatOpenSslRejectsForItsPolicies() throws Exception {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/openssl"))).isTrue();
    for (Case one : (Iterable<Case>) cases()::iterator) {
      Pki.Authority anchor = one.in(pki.rootBuilder("Anchor")).issueAuthority();
      Pki.Held crossed =
          one.in(root.intermediateBuilder("Anchor").keys(anchor.held().keys())).issue();
      for (Pki.Authority middle :
          List.of(
              anchor,
              policies(anchor.intermediateBuilder("M"), P, ANY_POLICY).issueAuthority(),
              mapping(policies(anchor.intermediateBuilder("M"), P), P, Q).issueAuthority())) {
        for (String[] held : new String[][] {{}, {P}, {Q}, {ANY_POLICY}}) {
          Pki.Held leaf = policies(middle.client("svc"), held).issue();
          boolean here = isValid(anchor, leaf);
          boolean there = isValidForOpenSsl(leaf, crossed);
          String what =
              one
                  + ", "
                  + middle.certificate().getSubjectX500Principal()
                  + ", "
                  + String.join(" ", held);
          assertThat(here && !there).as("accepted here alone: " + what).isFalse();
          assertThat(there && !here && !one.isStricterHere())
              .as("refused here alone: " + what + ": " + validate(trusting(anchor), leaf))
              .isFalse();
        }
      }
    }
  }

  private boolean isValidForOpenSsl(Pki.Held leaf, Pki.Held crossed) throws Exception {
    Path top = write("root.pem", root.pem());
    Path others = write("others.pem", leaf.chainPem() + crossed.certificatePem());
    Path file = write("leaf.pem", leaf.certificatePem());
    Process process =
        new ProcessBuilder(
                "/usr/bin/openssl",
                "verify",
                "-policy_check",
                "-policy",
                "anyPolicy",
                "-CAfile",
                top.toString(),
                "-untrusted",
                others.toString(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    return process.waitFor() == 0;
  }

  private Path write(String name, String pem) throws IOException {
    return Files.writeString(folder.resolve(name), pem);
  }
}
