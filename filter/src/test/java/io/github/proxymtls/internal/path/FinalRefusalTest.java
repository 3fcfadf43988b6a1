package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.ClientRules.Allow;
import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.path.RevocationChecker.Finding;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.net.URI;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Tests which refusals are final, so that the same certificates are always rejected again. */
class FinalRefusalTest extends DecisionFixture {

  @Test
  void refusalIsFinalIfCertificateCanNeverBeAccepted() {
    assertFinal(rules().decide(pki.root("Foreign").client("svc").issue()), "no path");
    assertFinal(rules().decide(issuing.server("svc").issue()), "clientAuth");
    assertFinal(rules().decide(issuing.client("svc").rsa(1024).issue()), "RSA");
    assertFinal(rules().decide(root.intermediate("Sub").held()), "may issue");
    Allow none = new Allow(List.of("CN=other"), List.of(), List.of(), List.of(), List.of());
    assertFinal(rules().allow(none).decide(issuing.client("svc").issue()), "allow-list");
  }

  @Test
  void refusalByNameConstraintsIsFinal() {
    GeneralName host = new GeneralName(GeneralName.dNSName, "a.example");
    Pki.Authority constrained =
        root.intermediateBuilder("Constrained").permit(host).issueAuthority();
    assertFinal(rules().decide(constrained.client("svc").dns("b.example").issue()), "");
  }

  @Test
  void refusalByDateIsNotFinal() {
    assertNotFinal(rules().decide(issuing.client("svc").notYetValid().issue()));
    assertNotFinal(rules().decide(issuing.client("svc").expired().issue()));
    Pki.Authority expired = root.intermediateBuilder("Old").expired().issueAuthority();
    assertNotFinal(rules().decide(expired.client("svc").issue()));
    assertNotFinal(rules().pinned().decide(pki.selfSigned("svc").notYetValid().issue()));
  }

  @Test
  void refusalForUnavailableStatusIsNotFinal() {
    assertNotFinal(
        rules().ocsp(URI.create("http://127.0.0.1:1/")).decide(issuing.client("svc").issue()));
  }

  @Test
  void refusalAtLimitOfTheSearchIsNotFinal() {
    Pki.Authority namesake = pki.root("Root");
    List<X509Certificate> chain =
        IntStream.rangeClosed(0, Links.MAXIMUM_SIGNATURES)
            .mapToObj(i -> namesake.intermediate("Twin " + i).certificate())
            .toList();
    Result<ClientCertificate> decision = rules().decide(namesake.client("svc").issue(), chain);
    assertRefused(decision, Reason.CERTIFICATE_UNTRUSTED, "");
    assertNotFinal(decision);
    assertFinal(rules().decide(namesake.client("svc").issue(), chain.subList(0, 3)), "no path");
  }

  @Test
  void refusalIsFinalOnlyIfEveryPathIsRefusedFinally() {
    Refusal revoked = Refusal.asFinal(Reason.CERTIFICATE_REVOKED, "revoked");
    Refusal unavailable = new Refusal(Reason.REVOCATION_UNAVAILABLE, "none");
    Finding ofIssuer = Finding.refused(revoked);
    Finding ofLeaf = new Finding(revoked, true, Instant.MAX);
    assertThat(onTwoWays(ofIssuer, ofIssuer).refusal().isFinal()).isTrue();
    assertThat(onTwoWays(ofIssuer, Finding.refused(unavailable)).refusal().isFinal()).isFalse();
    assertThat(onTwoWays(Finding.refused(unavailable), ofIssuer).refusal().isFinal()).isFalse();
    assertThat(onTwoWays(Finding.refused(unavailable), ofLeaf).refusal().isFinal()).isTrue();
  }

  private PathResult.NoPath onTwoWays(Finding... asked) {
    Pki.Authority other = pki.root("Other Root");
    Pki.Authority crossed =
        other.intermediateBuilder("Issuing").keys(issuing.held().keys()).issueAuthority();
    Iterator<Finding> findings = Arrays.asList(asked).iterator();
    PathValidator validator =
        new PathValidator(
            Issuers.of(List.of(root.certificate(), other.certificate()), List.of()),
            PathRules.client(ExtendedKeyUsageRule.CLIENT_AUTH),
            () -> (path, at) -> findings.next());
    List<X509Certificate> presented =
        List.of(
            issuing.client("svc").issue().certificate(),
            crossed.certificate(),
            issuing.certificate());
    return (PathResult.NoPath) validator.validate(presented, clock.instant());
  }

  @Test
  void refusalByUnexpectedFailureIsNotFinal() {
    assertThat(refusal(new CertPathValidatorException("judged")).isFinal()).isTrue();
    assertThat(refusal(new IllegalStateException("defect")).isFinal()).isFalse();
    assertThat(refusal(caused(new ClassCastException())).isFinal()).isFalse();
    assertThat(refusal(caused(new CertificateExpiredException())).isFinal()).isFalse();
  }

  private static Exception caused(Exception cause) {
    return new CertPathValidatorException("wrapped", cause);
  }

  private static Refusal refusal(Exception thrown) {
    return ValidatorRefusal.of("", thrown);
  }

  private static void assertFinal(Result<ClientCertificate> decision, String detail) {
    assertThat(decision.refusal()).isNotNull();
    assertThat(decision.refusal().detail()).contains(detail);
    assertThat(decision.refusal().isFinal()).as(decision.toString()).isTrue();
  }

  private static void assertNotFinal(Result<ClientCertificate> decision) {
    assertThat(decision.refusal()).isNotNull();
    assertThat(decision.refusal().isFinal()).as(decision.toString()).isFalse();
  }
}
